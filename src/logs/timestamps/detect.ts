/**
 * Which of the times in a file's lines is the clock of the file, without being told: of all formats that fit
 * somewhere, the one that stands in most lines, moves, moves forward, and says most. What looks like a time but is
 * data (`start_time: 2018-…`, the date in a file's name, an id of ten figures) does not do all of that.
 */
import type { LineOf } from '../lines.ts';
import type { Format } from './compile.ts';
import { labelOf } from './label.ts';
import { tallied, type Tally } from './tally.ts';

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
  /** Places and bytes in turn: some of it that are no figures, to know it by where its length is fixed. */
  readonly marks: Int32Array;
  readonly ordinal: number;
  readonly field: Buffer | null;
  readonly fractionDigits: number;
  readonly hasZone: boolean;
  /** Among sampled lines, the part that has it. */
  readonly coverage: number;
  /** The largest step back between lines that follow each other, in milliseconds. */
  readonly backMs: number;
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

function marksOf({ bytes, start, end }: Tally['sample']): Int32Array {
  const marks = [...bytes.subarray(start, end)].flatMap((byte, at) =>
    /[\d A-Za-z]/.test(String.fromCharCode(byte)) ? [] : [at, byte],
  );
  return Int32Array.from(marks.slice(0, 8));
}
