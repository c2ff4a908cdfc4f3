/**
 * Cuts a line into tokens, on bytes, the same way for learning and for scanning. Every byte is touched once and no
 * string is made. A signature is the line with every token that holds a figure replaced by one mark: lines that a
 * program writes at one place have one signature, whatever they tell.
 */

export const mostTokens = 48;
export const longestLooked = 4096;

/** Lines whose beginning tells enough: by the signature so far, what is to be done; 0 for most, which go on. */
export interface Decisions {
  readonly mask: number;
  readonly signatures: Int32Array;
  readonly codes: Int32Array;
}

export const undecided: Decisions = { mask: 0, signatures: new Int32Array(1), codes: new Int32Array(1) };

/** The tokens of the last line; reused by all. `isVariable` is not 0 for those that hold a figure. */
export interface Tokens {
  count: number;
  /** Hash of the whole line's shape. */
  signature: number;
  /** What its beginning decided; 0 where nothing did. */
  decision: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly isVariable: Uint8Array;
  /** The signature up to each token; not where beginnings decide. */
  readonly running: Int32Array;
}

export const tokens: Tokens = {
  count: 0,
  signature: 0,
  decision: 0,
  starts: new Int32Array(mostTokens + 1),
  ends: new Int32Array(mostTokens + 1),
  isVariable: new Uint8Array(mostTokens + 1),
  running: new Int32Array(mostTokens + 1),
};

/**
 * Sorts of bytes. All that a token may hold anywhere is `plain` or above, so that the loop over a token makes few
 * comparisons a byte.
 */
const separator = 0;
const newline = 1;
const escape = 2;
const high = 3;
/** From here on it depends on what stands beside them whether they end a token. */
const hash = 4;
const stop = 5;
const colon = 6;
const plain = 8;
const letter = 9;
const figure = 10;

const sorts = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) sorts[byte] = sortOf(byte);

function sortOf(byte: number): number {
  const character = String.fromCharCode(byte);
  if (byte >= 128) return high;
  if (/[A-Za-z]/.test(character)) return letter;
  if (/\d/.test(character)) return figure;
  if ('_-/@$%+*~\\&'.includes(character)) return plain;
  if ('.!?'.includes(character)) return stop;
  if (character === ':') return colon;
  if (character === '#') return hash;
  if (byte === 27) return escape;
  return byte === 10 ? newline : separator;
}

const prime = 0x01000193;
const seed = 0x811c9dc5;
const variableMark = 0x2a2a2a2a;

export function begin(): void {
  tokens.count = 0;
  tokens.signature = seed;
  tokens.decision = 0;
}

/**
 * Adds the tokens of a part of a line: a line is two parts, before and behind its clock. Ends at a newline, at `to`,
 * or where it has seen enough, and says where.
 */
export function addTokens(bytes: Uint8Array, from: number, to: number, decisions = undecided): number {
  const end = Math.min(to, from + longestLooked);
  const { mask, signatures, codes } = decisions;
  const isLearning = decisions === undecided;
  let { count, signature } = tokens;
  const { starts, ends, isVariable, running } = tokens;
  let at = from;
  while (at < end && count < mostTokens) {
    let byte = bytes[at] ?? 0;
    let sort = sorts[byte] ?? 0;
    if (sort < plain && sort !== high) {
      if (sort === newline) break;
      at = sort === escape ? behindEscape(bytes, at, end) : at + 1;
      continue;
    }
    const start = at;
    let value = seed;
    let isValue = 0;
    if (sort === high) {
      // Scripts without blanks beside ASCII: each is a token of its own.
      do {
        value = Math.imul(value ^ byte, prime);
        at++;
        byte = bytes[at] ?? 0;
      } while (at < end && byte >= 128);
    } else {
      for (;;) {
        // Of a token with a figure only its place counts: the rest of it is passed over.
        if (sort === figure) isValue = 1;
        if (isValue === 0) value = Math.imul(value ^ byte, prime);
        at++;
        if (at >= end) break;
        byte = bytes[at] ?? 0;
        sort = sorts[byte] ?? 0;
        if (sort < plain && (sort < hash || endsToken(sort, bytes, at, end))) break;
      }
    }
    starts[count] = start;
    ends[count] = at;
    isVariable[count] = isValue;
    signature = Math.imul(signature ^ (isValue === 0 ? value : variableMark), prime);
    signature ^= signature >>> 15;
    if (isLearning) running[count] = signature;
    count++;
    // A table of this kind has one place for a signature: what does not stand there is not decided yet.
    if (signatures[signature & mask] === signature) {
      const code = codes[signature & mask] ?? 0;
      if (code !== 0) {
        tokens.decision = code;
        break;
      }
    }
  }
  tokens.count = count;
  tokens.signature = signature;
  return at;
}

/** What ends a sentence is no part of its last word; `10:30` and `std::string` are one token, `key:` is not. */
function endsToken(sort: number, bytes: Uint8Array, at: number, end: number): boolean {
  if (sort === stop) return endsSentence(bytes, at, end);
  return sort === colon ? !joins(bytes, at, end) : sort !== hash;
}

function endsSentence(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 1 >= end) return true;
  const next = sorts[bytes[at + 1] ?? 0] ?? 0;
  return next < plain && next !== high && next !== colon;
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

/** The two halves of the key that was hashed last: two keys that differ do not share both in practice. */
export const halves = { one: 0, other: 0 };

export function hashKey(bytes: Uint8Array, from: number, to: number): void {
  let one = seed;
  let other = 0x9e3779b1 | 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    one = Math.imul(one ^ byte, prime);
    other = Math.imul((other << 5) ^ (other >>> 3) ^ byte, 0x85ebca6b);
  }
  halves.one = one ^ (one >>> 15);
  halves.other = other;
}

export const textOf = (bytes: Buffer, from: number, to: number): string => bytes.toString('utf8', from, to);
