/**
 * Cuts a line into tokens, on bytes, the same way for learning and for scanning. Every byte is touched once and no
 * string is made. A signature is the line with every token that holds a figure replaced by one mark: lines that a
 * program writes at one place have one signature, whatever they tell.
 */

export const mostTokens = 48;
const longestLooked = 4096;

/** The tokens of the last line; reused by all. Those of `* ` kind have `isVariable`. */
export interface Tokens {
  count: number;
  /** Hash of the whole line's shape. */
  signature: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly isVariable: Uint8Array;
}

export const tokens: Tokens = {
  count: 0,
  signature: 0,
  starts: new Int32Array(mostTokens + 1),
  ends: new Int32Array(mostTokens + 1),
  isVariable: new Uint8Array(mostTokens + 1),
};

const separator = 0;
const letter = 1;
const figure = 2;
const inner = 3;
const stop = 4;
const colon = 5;
const high = 6;
const escape = 7;
const hash = 8;

const sorts = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const character = String.fromCharCode(byte);
  if (byte >= 128) sorts[byte] = high;
  else if (/[A-Za-z]/.test(character)) sorts[byte] = letter;
  else if (/\d/.test(character)) sorts[byte] = figure;
  else if ('_-/@$%+*~\\&'.includes(character)) sorts[byte] = inner;
  else if ('.!?'.includes(character)) sorts[byte] = stop;
  else if (character === ':') sorts[byte] = colon;
  else if (character === '#') sorts[byte] = hash;
  else if (byte === 27) sorts[byte] = escape;
  else sorts[byte] = separator;
}

const prime = 0x01000193;
const seed = 0x811c9dc5;
const variableMark = 0x2a2a2a2a;

export function begin(): void {
  tokens.count = 0;
  tokens.signature = seed;
}

/** Adds the tokens of a part of a line: a line is two parts, before and behind its clock. */
export function addTokens(bytes: Uint8Array, from: number, to: number): void {
  const end = Math.min(to, from + longestLooked);
  let { count, signature } = tokens;
  const { starts, ends, isVariable } = tokens;
  let at = from;
  while (at < end && count < mostTokens) {
    let sort = sorts[bytes[at] ?? 0] ?? 0;
    if (sort === separator || sort === stop || sort === colon || sort === hash) {
      at++;
      continue;
    }
    if (sort === escape) {
      at = behindEscape(bytes, at, end);
      continue;
    }
    const start = at;
    const isHigh = sort === high;
    let value = seed;
    let hasFigure = 0;
    for (;;) {
      if (sort === figure) hasFigure = 1;
      value = Math.imul(value ^ (bytes[at] ?? 0), prime);
      at++;
      if (at >= end) break;
      sort = sorts[bytes[at] ?? 0] ?? 0;
      if (sort === separator || sort === escape || (sort === high) !== isHigh) break;
      // What ends a sentence is no part of its last word; `10:30` and `std::string` are one token, `key:` is not.
      if (sort === stop) {
        const next = at + 1 < end ? (sorts[bytes[at + 1] ?? 0] ?? 0) : separator;
        if (next === separator || next === stop || next === escape) break;
      } else if (sort === colon && !joins(bytes, at, end)) {
        break;
      }
    }
    starts[count] = start;
    ends[count] = at;
    isVariable[count] = hasFigure;
    signature = Math.imul(signature ^ (hasFigure === 1 ? variableMark : value), prime);
    signature ^= signature >>> 15;
    count++;
  }
  tokens.count = count;
  tokens.signature = signature;
}

function joins(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 1 >= end) return false;
  const before = sorts[bytes[at - 1] ?? 0];
  const after = sorts[bytes[at + 1] ?? 0];
  if (before === figure && after === figure) return true;
  return (
    (bytes[at + 1] === 58 && at + 2 < end && sorts[bytes[at + 2] ?? 0] === letter) ||
    (bytes[at - 1] === 58 && after === letter)
  );
}

/** ESC [ 33 m and the like. */
function behindEscape(bytes: Uint8Array, at: number, end: number): number {
  let index = at + 1;
  if (bytes[index] !== 91) return index;
  index++;
  while (index < end && (bytes[index] ?? 0) < 64) index++;
  return index + 1;
}

/** A number of 53 bits for the bytes of a token: two tokens that differ do not share it in practice. */
export function keyOf(bytes: Uint8Array, from: number, to: number): number {
  let one = seed;
  let other = 0x9e3779b1;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    one = Math.imul(one ^ byte, prime);
    other = Math.imul(other + byte, 0x85ebca6b);
    other ^= other >>> 13;
  }
  return (one >>> 0) * 0x200000 + (other >>> 11);
}

export const textOf = (bytes: Buffer, from: number, to: number): string => bytes.toString('utf8', from, to);
