/**
 * Every time that stands in the sampled lines, of whatever format, by format and place: what the clock is chosen from.
 */
import { once } from '../../machine/once.ts';
import type { LineOf } from '../lines.ts';
import { formats, type Format } from './compile.ts';
import { matchAt, matched } from './match.ts';

const searched = 160;
const searchedForField = 4096;

/** Formats by the byte that they may begin with. */
const byByte = once((): readonly (readonly Format[])[] =>
  Array.from({ length: 256 }, (_, byte) => formats().filter(({ begins }) => begins[byte] === 1)),
);

const fields: readonly Buffer[] = [
  '"time":',
  '"ts":',
  '"timestamp":',
  '"@timestamp":',
  '"t":{"$date":',
  '"@t":',
  '"asctime":',
  '"datetime":',
  '"date":',
  '"eventTime":',
].map((name) => Buffer.from(name));

const isWordByte = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 122) || byte >= 128;

const escape = 27;

/** Where tokens begin: behind a byte that is none of a word, or behind a colour (ESC [ 33 m). */
export function isBoundary(bytes: Uint8Array, from: number, at: number): boolean {
  if (at === from) return true;
  const before = bytes[at - 1] ?? 0;
  if (!isWordByte(before)) return true;
  if (before !== 109) return false;
  let index = at - 2;
  while (
    index > from &&
    index > at - 12 &&
    (bytes[index] === 59 || ((bytes[index] ?? 0) >= 48 && (bytes[index] ?? 0) <= 57))
  )
    index--;
  return bytes[index] === 91 && bytes[index - 1] === escape;
}

/** Behind `"time":`, its blanks and its quote. */
export function afterField(bytes: Buffer, from: number, to: number, field: Buffer): number {
  const at = bytes.subarray(from, Math.min(to, from + searchedForField)).indexOf(field);
  if (at < 0) return -1;
  let behind = from + at + field.length;
  while (behind < to && (bytes[behind] === 32 || bytes[behind] === 34)) behind++;
  return behind;
}

/** A format at its n-th place, or behind a field's name: where and when it was met. */
export interface Tally {
  readonly format: Format;
  readonly ordinal: number;
  readonly field: Buffer | null;
  readonly times: number[];
  readonly offsets: Map<number, number>;
  readonly lengths: Set<number>;
  fractionDigits: number;
  zones: number;
  sample: { readonly bytes: Uint8Array; readonly start: number; readonly end: number };
}

/** The formats that match longest at this place: several where they read the same bytes differently. */
function longestAt(
  bytes: Uint8Array,
  at: number,
  to: number,
): { readonly formats: readonly Format[]; readonly end: number } {
  let end = 0;
  let best: Format[] = [];
  for (const format of byByte()[bytes[at] ?? 0] ?? []) {
    if (!matchAt(format, bytes, at, to) || matched.end < end) continue;
    if (matched.end > end) best = [];
    end = matched.end;
    best.push(format);
  }
  return { formats: best, end };
}

function tallyInto(
  tallies: Map<string, Tally>,
  line: LineOf,
  at: number,
  ordinals: Map<Format, number>,
  field: Buffer | null,
): number {
  const { bytes, from, to } = line;
  const { formats: fitting, end } = longestAt(bytes, at, to);
  for (const format of fitting) {
    if (!matchAt(format, bytes, at, to)) continue;
    const ordinal = field ? 0 : (ordinals.get(format) ?? 0);
    if (!field) ordinals.set(format, ordinal + 1);
    const key = `${format.shape} ${field ? field.toString() : ordinal}`;
    const tally: Tally = tallies.get(key) ?? {
      format,
      ordinal,
      field,
      times: [],
      offsets: new Map(),
      lengths: new Set(),
      fractionDigits: 0,
      zones: 0,
      sample: { bytes, start: at, end: matched.end },
    };
    tallies.set(key, tally);
    tally.times.push(Number.isNaN(matched.zone) ? matched.ms : matched.ms - matched.zone * 60_000);
    tally.lengths.add(matched.end - at);
    tally.offsets.set(at - from, (tally.offsets.get(at - from) ?? 0) + 1);
    if (matched.fractionDigits > tally.fractionDigits) {
      tally.fractionDigits = matched.fractionDigits;
      tally.sample = { bytes, start: at, end: matched.end };
    }
    if (!Number.isNaN(matched.zone)) tally.zones++;
  }
  return end;
}

/** All that looks like a time in these lines. */
export function tallied(lines: readonly LineOf[]): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const line of lines) {
    const { bytes, from } = line;
    const until = Math.min(line.to, from + searched);
    const ordinals = new Map<Format, number>();
    for (let at = from; at < until; at++) {
      if (!isBoundary(bytes, from, at)) continue;
      const end = tallyInto(tallies, line, at, ordinals, null);
      if (end > at) at = end - 1;
    }
    if (!bytes.subarray(from, until).includes(123)) continue;
    for (const field of fields) {
      const at = afterField(bytes, from, line.to, field);
      if (at >= 0) tallyInto(tallies, line, at, ordinals, field);
    }
  }
  return tallies;
}
