/**
 * A stretch of a log, taken in for learning: for each line its signature, its moment and its tokens' keys, all in flat
 * arrays of numbers. Strings are kept only of the first line of each signature.
 */
import { eachLine } from '../lines.ts';
import type { LogFile } from '../reader.ts';
import type { Clock } from '../timestamps/detect.ts';
import type { Calendar } from '../timestamps/calendar.ts';
import { readStamp, stamp } from '../timestamps/read.ts';
import { interned, type Interned } from './interned.ts';
import { addTokens, begin, hashKey, textOf, tokens } from './tokens.ts';
import { hashPart, kindOf, shortMark, valueKind } from './values.ts';

export const mostLines = 60_000;
export const mostSignatures = 20_000;
const mostHeld = 2_500_000;

export interface Signature {
  readonly id: number;
  readonly hash: number;
  /** The hash of its beginnings: up to each token. */
  readonly running: readonly number[];
  /** null where it varies (a token with a figure). */
  readonly words: readonly (string | null)[];
  /** Whether the token before is its name: `id=`, `id:`, `"id":`. */
  readonly isNamed: readonly boolean[];
  /** How many of its tokens stand before the clock. */
  count: number;
  /** Lines that only carry it on (a traceback) followed one of its lines. */
  isFollowed: boolean;
}

export interface Window {
  readonly signatures: readonly Signature[];
  readonly lineCount: number;
  readonly lineSignature: Int32Array;
  /** Moment in milliseconds; NaN without a clock. */
  readonly lineMs: Float64Array;
  readonly lineOffset: Float64Array;
  /** Where a line's tokens begin in `keys`; one more entry than lines. */
  readonly firstToken: Int32Array;
  readonly keys: Int32Array;
  /** The key of a part of the token (a path's last name, the figures of `m12`); -1 where it has none. */
  readonly partKeys: Int32Array;
  readonly keyCount: number;
  readonly kinds: Uint8Array;
  /** The first line of each range: what comes before it is not what was written before it. */
  readonly rangeStarts: readonly number[];
  readonly hasClock: boolean;
  /** The last line lacked its newline. */
  readonly isCut: boolean;
  readonly bytes: number;
}

export interface Source {
  readonly file: LogFile;
  readonly clock: Clock | null;
  readonly calendar: Calendar | null;
}

/** Growing arrays of numbers: doubled when full, up to a bound. */
interface Held {
  readonly numbers: Interned;
  keys: Int32Array;
  partKeys: Int32Array;
  kinds: Uint8Array;
  count: number;
}

function grown<T extends Int32Array | Uint8Array>(array: T, make: new (length: number) => T): T {
  const larger = new make(Math.min(array.length * 2, mostHeld + 64));
  larger.set(array);
  return larger;
}

function room(held: Held): boolean {
  if (held.count + 64 <= held.keys.length) return true;
  if (held.keys.length >= mostHeld) return false;
  held.keys = grown(held.keys, Int32Array);
  held.partKeys = grown(held.partKeys, Int32Array);
  held.kinds = grown(held.kinds, Uint8Array);
  return true;
}

/** Where the token before ends in `=` or `:`, that is the name of what follows. */
function namedAt(bytes: Uint8Array, index: number): boolean {
  if (index === 0) return false;
  const from = tokens.ends[index - 1] ?? 0;
  const to = tokens.starts[index] ?? 0;
  if (to - from > 4) return false;
  for (let at = from; at < to; at++) if (bytes[at] === 61 || bytes[at] === 58) return true;
  return false;
}

function signatureOf(id: number, bytes: Buffer): Signature {
  const indexes = Array.from({ length: tokens.count }, (_, index) => index);
  return {
    id,
    hash: tokens.signature,
    running: [...tokens.running.subarray(0, tokens.count)],
    words: indexes.map((index) =>
      tokens.isVariable[index] !== 0
        ? null
        : textOf(
            bytes,
            tokens.starts[index] ?? 0,
            Math.min(tokens.ends[index] ?? 0, (tokens.starts[index] ?? 0) + 64),
          ),
    ),
    isNamed: indexes.map((index) => namedAt(bytes, index)),
    count: 0,
    isFollowed: false,
  };
}

/** Takes in the lines that begin in these ranges of a file, in order, until the bounds are reached. */
export function takeIn(
  source: Source,
  ranges: readonly (readonly [number, number])[],
  until: () => boolean,
): Window {
  const { file, clock, calendar } = source;
  const held: Held = {
    numbers: interned(),
    keys: new Int32Array(65_536),
    partKeys: new Int32Array(65_536),
    kinds: new Uint8Array(65_536),
    count: 0,
  };
  const byHash = new Map<number, Signature>();
  const signatures: Signature[] = [];
  const lineSignature = new Int32Array(mostLines);
  const lineMs = new Float64Array(mostLines).fill(Number.NaN);
  const lineOffset = new Float64Array(mostLines);
  const firstToken = new Int32Array(mostLines + 1);
  let lineCount = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let isCut = false;
  let bytesRead = 0;
  const take = (bytes: Buffer, from: number, to: number, offset: number): boolean => {
    if (lineCount >= mostLines || !room(held)) return false;
    bytesRead += to - from + 1;
    const isTimed = clock !== null && readStamp(clock, bytes, from, to);
    if (clock && !isTimed) {
      // A line without the file's clock carries the one before on: a traceback, a statement of several lines.
      const last = lineCount > 0 ? signatures[lineSignature[lineCount - 1] ?? -1] : undefined;
      if (last && to > from) last.isFollowed = true;
      return true;
    }
    begin();
    if (isTimed) {
      addTokens(bytes, from, stamp.start);
      lastMs = calendar ? calendar.moment(stamp.ms, stamp.zone, lastMs) : stamp.ms;
      lineMs[lineCount] = lastMs;
      addTokens(bytes, stamp.end, to);
    } else {
      addTokens(bytes, from, to);
    }
    if (tokens.count === 0) return true;
    let signature = byHash.get(tokens.signature);
    if (!signature) {
      if (signatures.length >= mostSignatures) return true;
      signature = signatureOf(signatures.length, bytes);
      byHash.set(tokens.signature, signature);
      signatures.push(signature);
    }
    signature.count++;
    for (let index = 0; index < tokens.count; index++) {
      const start = tokens.starts[index] ?? 0;
      const end = tokens.ends[index] ?? 0;
      const isVariable = tokens.isVariable[index] !== 0;
      hashKey(bytes, start, end);
      held.keys[held.count] = held.numbers.number();
      held.partKeys[held.count] = isVariable && hashPart(bytes, start, end) ? held.numbers.number() : -1;
      held.kinds[held.count] =
        (isVariable ? kindOf(bytes, start, end) : valueKind.word) | (end - start <= 2 ? shortMark : 0);
      held.count++;
    }
    lineSignature[lineCount] = signature.id;
    lineOffset[lineCount] = offset;
    lineCount++;
    firstToken[lineCount] = held.count;
    return (lineCount & 1023) !== 0 || !until();
  };
  const rangeStarts: number[] = [];
  for (const [from, to] of ranges) {
    rangeStarts.push(lineCount);
    lastMs = Number.NEGATIVE_INFINITY;
    ({ isCut } = eachLine(file, from, to, take));
  }
  return {
    signatures,
    lineCount,
    lineSignature,
    lineMs,
    lineOffset,
    firstToken,
    keys: held.keys,
    partKeys: held.partKeys,
    keyCount: held.numbers.count,
    kinds: held.kinds,
    rangeStarts,
    hasClock: clock !== null,
    isCut,
    bytes: bytesRead,
  };
}
