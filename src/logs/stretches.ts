/** Which stretches of a log are learnt from, and which are looked through: bounded, whatever its size. */
import { lineStartFrom } from './lines.ts';
import type { LogFile } from './reader.ts';

export type Range = readonly [number, number];

export interface Plan {
  /** In order, without overlap. */
  readonly learnt: readonly Range[];
  /** All that is looked through for beginnings and ends; null where what is learnt is all there is. */
  readonly scanned: Range | null;
}

export interface Bounds {
  /** A file up to this size is learnt as a whole. */
  readonly whole: number;
  /** Learnt before and behind each place of interest, and at the end. */
  readonly before: number;
  readonly behind: number;
  /** The most that is looked through. */
  readonly scanned: number;
}

const megabyte = 1024 * 1024;

/** While a process is diagnosed: about a second at the most. */
export const diagnosing: Bounds = {
  whole: 4 * megabyte,
  before: 1.5 * megabyte,
  behind: 0.5 * megabyte,
  scanned: 96 * megabyte,
};

/** A file alone: all of it, within reason. */
export const reading: Bounds = {
  whole: 4 * megabyte,
  before: megabyte,
  behind: 0.25 * megabyte,
  scanned: 4096 * megabyte,
};

/** Around one moment of a file alone: as much as of a small file, whatever its size. */
export const lookingAt: Bounds = {
  whole: 1.25 * megabyte,
  before: 0.375 * megabyte,
  behind: 0.25 * megabyte,
  scanned: 0,
};

function merged(ranges: readonly Range[]): readonly Range[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** `places` are offsets of interest: where a process began, where it stopped. */
export function planFor(file: LogFile, places: readonly number[], bounds: Bounds): Plan {
  const { begins, sizeBytes } = file;
  if (sizeBytes - begins <= bounds.whole) return { learnt: [[begins, sizeBytes]], scanned: null };
  const clamp = (at: number): number => Math.min(sizeBytes, Math.max(begins, at));
  const wanted = [
    ...places.map((at): Range => [at - bounds.before, at + bounds.behind]),
    [sizeBytes - bounds.before, sizeBytes] as const,
  ];
  if (places.length === 0) wanted.push([begins, begins + bounds.behind * 2]);
  const learnt = merged(wanted.map(([from, to]) => [lineStartFrom(file, clamp(from)), clamp(to)]));
  const first = learnt[0]?.[0] ?? begins;
  // A file alone is looked through from its beginning; with a process, from where that is told to matter.
  const from = places.length === 0 ? Math.max(begins, sizeBytes - bounds.scanned) : first;
  const scanned: Range = [lineStartFrom(file, from), sizeBytes];
  return { learnt, scanned: scanned[1] - scanned[0] <= bounds.scanned ? scanned : null };
}

/** What of a plan's stretch is not learnt, behind a place. */
export const gapsBehind = (learnt: readonly Range[], offset: number): readonly Range[] =>
  learnt.flatMap(([, to], index) => {
    const next = learnt[index + 1];
    return next && to >= offset ? [[to, next[0]] as const] : [];
  });
