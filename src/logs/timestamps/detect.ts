/**
 * Which of the times in a file's lines is the clock of the file, without being told: of all formats that fit
 * somewhere, the one that stands in most lines, moves, moves forward, and says most. What looks like a time but is
 * data (`start_time: 2018-…`, the date in a file's name, an id of ten figures) does not do all of that.
 */
import type { LineOf } from '../lines.ts';
import { formats, type Format } from './compile.ts';
import { labelOf } from './label.ts';
import { matchAt, matched } from './match.ts';

/** Where in a line it stands: at so many bytes, as the n-th time of its format, or behind a field's name. */
export interface Clock {
  readonly format: Format;
  /** As in strftime(3), with the separators that this file uses. */
  readonly label: string;
  /** The offset at which it usually stands; -1 where it floats. */
  readonly offset: number;
  /** It stands there in every line that has it. */
  readonly isFixed: boolean;
  /** How many bytes it takes; 0 where that varies. */
  readonly length: number;
  /** Bytes of it that are no figures, by their place: enough to know it by where its length is fixed. */
  readonly marks: readonly (readonly [number, number])[];
  readonly ordinal: number;
  readonly field: Buffer | null;
  readonly fractionDigits: number;
  readonly hasZone: boolean;
  /** Among sampled lines, the part that has it. */
  readonly coverage: number;
  /** The largest step back between lines that follow each other, in milliseconds. */
  readonly backMs: number;
}

export interface Found {
  readonly ms: number;
  readonly zone: number;
  readonly start: number;
  readonly end: number;
}

const searched = 160;
const searchedForField = 4096;

/** Formats by the byte that they may begin with. */
const byByte: readonly (readonly Format[])[] = Array.from({ length: 256 }, (_, byte) =>
  formats.filter(({ begins }) => begins[byte] === 1),
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

interface Tally {
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
  for (const format of byByte[bytes[at] ?? 0] ?? []) {
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

function tallied(lines: readonly LineOf[]): ReadonlyMap<string, Tally> {
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

interface Traits {
  readonly coverage: number;
  readonly variety: number;
  readonly forward: number;
  readonly backMs: number;
  readonly offset: number;
  readonly offsetShare: number;
}

function traitsOf(tally: Tally, lineCount: number): Traits {
  const { times } = tally;
  let back = 0;
  let backMs = 0;
  for (let index = 1; index < times.length; index++) {
    const step = (times[index] ?? 0) - (times[index - 1] ?? 0);
    if (step >= 0) continue;
    back++;
    backMs = Math.max(backMs, -step);
  }
  const [offset, count] = [...tally.offsets].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
  return {
    coverage: times.length / lineCount,
    variety: times.length < 2 ? 1 : new Set(times).size / times.length,
    forward: times.length < 2 ? 1 : 1 - back / (times.length - 1),
    backMs,
    offset,
    offsetShare: count / times.length,
  };
}

function scoreOf(tally: Tally, traits: Traits, mtimeMs: number | null): number {
  const { format, times } = tally;
  const isStill = times.length > 3 && new Set(times).size === 1;
  const last = times.at(-1) ?? 0;
  // Not written in the future, and rather near the file's own time: that tells %d/%m from %m/%d.
  const distance = mtimeMs === null || !format.has.year ? 0 : last - mtimeMs;
  const nearness =
    distance > 26 * 3_600_000 ? -0.5 : -Math.min(0.3, -Math.min(0, distance) / (3_600_000 * 24 * 365 * 100));
  return (
    2 * traits.coverage +
    1.5 * Math.min(1, traits.variety * 2) +
    traits.forward +
    nearness +
    (format.has.date ? 0.7 : 0) +
    (format.has.year ? 0.4 : 0) +
    (tally.zones > 0 ? 0.3 : 0) +
    (tally.field ? 0.3 : 0) +
    0.04 * tally.fractionDigits -
    0.15 * tally.ordinal -
    traits.offset / 200 -
    (isStill ? 2 : 0)
  );
}

/** Whether it can be the lines' own clock, and not a time that many of them happen to tell. */
function isClock(tally: Tally, { coverage, forward, offset, offsetShare }: Traits): boolean {
  if (coverage >= 0.95 && (forward >= 0.3 || tally.times.length < 6)) return true;
  if (forward < 0.7) return false;
  if (tally.field) return coverage >= 0.5;
  return offsetShare >= 0.9 && offset <= 40 && (coverage >= 0.5 || (offset <= 1 && coverage >= 0.02));
}

/** The clock of these lines, which stand in the file's order; null where they have none. */
export function detectClock(lines: readonly LineOf[], mtimeMs: number | null): Clock | null {
  if (lines.length === 0) return null;
  const ranked = [...tallied(lines).values()]
    .map((tally) => ({ tally, traits: traitsOf(tally, lines.length) }))
    .map((one) => ({ ...one, score: scoreOf(one.tally, one.traits, mtimeMs) }))
    .sort((a, b) => b.score - a.score);
  const best = ranked.find(({ tally, traits }) => isClock(tally, traits));
  if (!best) return null;
  const { tally, traits } = best;
  return {
    format: tally.format,
    label: labelOf(
      tally.format,
      tally.sample.bytes,
      tally.sample.start,
      tally.sample.end,
      tally.fractionDigits > 0,
    ),
    offset: traits.offsetShare >= 0.6 && !tally.field ? traits.offset : -1,
    isFixed: traits.offsetShare >= 0.97,
    length: tally.lengths.size === 1 ? ([...tally.lengths][0] ?? 0) : 0,
    marks: marksOf(tally.sample),
    ordinal: tally.ordinal,
    field: tally.field,
    fractionDigits: tally.fractionDigits,
    hasZone: tally.zones > 0,
    coverage: traits.coverage,
    backMs: traits.backMs,
  };
}

function marksOf({ bytes, start, end }: Tally['sample']): readonly (readonly [number, number])[] {
  return [...bytes.subarray(start, end)]
    .flatMap((byte, at) => (/[\d A-Za-z]/.test(String.fromCharCode(byte)) ? [] : [[at, byte] as const]))
    .slice(0, 4);
}
