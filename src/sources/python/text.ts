/**
 * Strings and bytes of Python in memory (Include/cpython/unicodeobject.h, bytesobject.h). A str is stored with 1, 2 or 4
 * bytes for each character, and an ASCII one has a shorter head. Those that are too long for a name are cut.
 */
import { word, wordAt, type Memory } from './memory.ts';
import type { Offsets } from './offsets.ts';

const mostBytes = 4096;

/** A line table may be longer than any name: a function of some thousand lines has one. */
const mostTableBytes = 2 ** 20;

/** A function's name or a file's: null where there is none. */
export function nameAt(memory: Memory, offsets: Offsets, address: number): string | null {
  const { textLength, textState, textAscii, textCompact } = offsets;
  if (textLength === null || textState === null || textAscii === null || textCompact === null) {
    const bytes = bytesAt(memory, offsets, address, mostBytes);
    return bytes && new TextDecoder().decode(bytes);
  }
  const head = memory.at(address, textAscii);
  const form = head && formOf(head.getUint32(textState, true));
  if (!head || !form) return null;
  const length = word(head, textLength);
  // not compact: the characters stand elsewhere, and the pointer to them where they would have begun
  const start = form.isCompact
    ? address + (form.isAscii ? textAscii : textCompact)
    : wordAt(memory, address + textCompact);
  if (start === null || !Number.isFinite(length)) return null;
  const bytes = memory.at(start, Math.min(length * form.kind, mostBytes));
  return length === 0 ? '' : bytes && characters(bytes, form.kind);
}

type Kind = 1 | 2 | 4;

/**
 * `interned`, then 3 bits of kind, compact, ascii. `interned` has 2 bits, from 3.14 on 8 or 16; as it is at most 3, the
 * bits of a wider one read as kind 0, which no string has.
 */
function formOf(
  state: number,
): { readonly kind: Kind; readonly isCompact: boolean; readonly isAscii: boolean } | null {
  for (const shift of [2, 8, 16]) {
    const bits = state >>> shift;
    const kind = bits & 7;
    if (kind === 1 || kind === 2 || kind === 4) {
      return { kind, isCompact: (bits & 8) !== 0, isAscii: (bits & 16) !== 0 };
    }
    if (kind !== 0) return null;
  }
  return null;
}

function characters(bytes: DataView, kind: Kind): string {
  let text = '';
  for (let at = 0; at + kind <= bytes.byteLength; at += kind) {
    const code =
      kind === 1 ? bytes.getUint8(at) : kind === 2 ? bytes.getUint16(at, true) : bytes.getUint32(at, true);
    text += String.fromCodePoint(code <= 0x10ffff ? code : 0xfffd);
  }
  return text;
}

/** null: unreadable, or longer than `most`. */
export function bytesAt(
  memory: Memory,
  offsets: Offsets,
  address: number,
  most = mostTableBytes,
): Uint8Array | null {
  const length = wordAt(memory, address + offsets.bytesLength);
  if (length === null || length > most) return null;
  if (length === 0) return new Uint8Array();
  const bytes = memory.at(address + offsets.bytesData, length);
  return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, length);
}
