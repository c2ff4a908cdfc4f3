/**
 * From the place of an instruction to the line of the source: the tables that a code object carries. Three forms, after
 * CPython's Objects/lnotab_notes.txt (up to 3.9), PEP 626 (3.10) and Objects/locations.md (from 3.11). Pure; a table
 * that ends in the middle or makes no sense gives the line that was reached, or null.
 */

/** `unsigned`: up to 3.5 (and 2.7) line numbers only grow. */
export type LineFormat = 'lnotab-unsigned' | 'lnotab' | 'linetable' | 'locations';

/** `offset`: in bytes from the first instruction; below 0 before the first one ran. */
export function lineAt(
  format: LineFormat,
  table: Uint8Array,
  firstLine: number,
  offset: number,
): number | null {
  switch (format) {
    case 'lnotab-unsigned':
      return lnotabLine(table, firstLine, offset, 256);
    case 'lnotab':
      return lnotabLine(table, firstLine, offset, 128);
    case 'linetable':
      return linetableLine(table, firstLine, offset);
    case 'locations':
      return locationsLine(table, firstLine, offset);
  }
}

/** Pairs of an increment of the offset and one of the line, which from `negativeFrom` on stands for a negative one. */
function lnotabLine(table: Uint8Array, firstLine: number, offset: number, negativeFrom: number): number {
  let line = firstLine;
  let start = 0;
  for (let at = 0; at + 1 < table.length; at += 2) {
    start += table[at] ?? 0;
    if (start > offset) break;
    const step = table[at + 1] ?? 0;
    line += step >= negativeFrom ? step - 256 : step;
  }
  return line;
}

/** Pairs of a length in bytes and a signed increment of the line; -128: these instructions have no line. */
function linetableLine(table: Uint8Array, firstLine: number, offset: number): number | null {
  let line = firstLine;
  let end = 0;
  for (let at = 0; at + 1 < table.length; at += 2) {
    const step = ((table[at + 1] ?? 0) << 24) >> 24;
    if (step !== -128) line += step;
    end += table[at] ?? 0;
    if (offset < end) return step === -128 ? null : line;
  }
  return null;
}

const noLocation = 15;
const longForm = 14;
const noColumns = 13;

/** Entries of a length in code units (2 bytes) and a form; the first byte of an entry has its highest bit set. */
function locationsLine(table: Uint8Array, firstLine: number, offset: number): number | null {
  if (offset < 0) return firstLine;
  let line = firstLine;
  let end = 0;
  let at = 0;
  while (at < table.length) {
    const first = table[at] ?? 0;
    const form = (first >> 3) & 15;
    line += lineStep(form, table, at + 1);
    end += ((first & 7) + 1) * 2;
    if (offset < end) return form === noLocation ? null : line;
    at += 1;
    while (at < table.length && ((table[at] ?? 0) & 0x80) === 0) at += 1;
  }
  return null;
}

function lineStep(form: number, table: Uint8Array, at: number): number {
  if (form === longForm || form === noColumns) return signedVarint(table, at);
  return form >= 10 && form <= 12 ? form - 10 : 0;
}

/** Chunks of 6 bits, the least significant first; bit 6 says that another follows. The lowest bit is the sign. */
function signedVarint(table: Uint8Array, start: number): number {
  let value = 0;
  for (let at = start, scale = 1; at < table.length && at < start + 6; at += 1, scale *= 64) {
    const chunk = table[at] ?? 0;
    value += (chunk & 63) * scale;
    if ((chunk & 64) === 0) break;
  }
  const size = Math.floor(value / 2);
  return value % 2 === 1 ? -size : size;
}
