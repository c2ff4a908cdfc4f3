/**
 * The place in a file at which its clock passes a moment, by binary search over byte offsets: a log of 10 GB costs some
 * thirty reads. Several writers put lines out of order by a little: the search aims that much earlier. Where lines are
 * in no order at all there is nothing to search: a bounded part of the file is read for the nearest.
 */
import { eachLine, type LineOf } from './lines.ts';
import type { LogFile } from './reader.ts';
import type { Calendar } from './timestamps/calendar.ts';
import type { Clock } from './timestamps/detect.ts';
import { readStamp, stamp } from './timestamps/read.ts';

/** A file with its clock. */
export interface Timed {
  readonly file: LogFile;
  readonly clock: Clock;
  readonly calendar: Calendar;
  /** Its lines stand in the order of time, but for what several writers put out of it. */
  readonly isOrdered: boolean;
}

const blockBytes = 8192;
const farthestBytes = 1024 * 1024;
const strides = [farthestBytes, 128 * 1024, blockBytes];
const mostProbes = 1024;
const longestSlackMs = 15 * 60_000;
const unorderedBytes = 64 * 1024 * 1024;

/** What the line's clock shows, comparable with others of the file; NaN where it has none. */
function shownIn({ clock, calendar }: Timed, bytes: Buffer, from: number, to: number): number {
  return readStamp(clock, bytes, from, to) ? calendar.comparable(stamp.ms, stamp.zone) : Number.NaN;
}

/** The moment at which a line was written; null where it has no clock. */
export function momentIn({ clock, calendar }: Timed, { bytes, from, to }: LineOf): number | null {
  return readStamp(clock, bytes, from, to) ? calendar.moment(stamp.ms, stamp.zone) : null;
}

/** The first line with a clock that begins at `offset` or behind it, before `until`. */
function firstTimed(
  timed: Timed,
  offset: number,
  until: number,
): { readonly offset: number; readonly shown: number } | null {
  const { file } = timed;
  for (let length = blockBytes; ; length *= 8) {
    const chunk = file.read(offset, length);
    if (isHole(chunk)) {
      const behind = behindHole(file, offset + chunk.length, until);
      return behind === null ? null : firstTimed(timed, behind, until);
    }
    let from = offset <= file.begins ? 0 : chunk.indexOf(10) + 1;
    if (offset > file.begins && from === 0) from = chunk.length;
    while (from < chunk.length) {
      const stop = chunk.indexOf(10, from);
      if (stop < 0) break;
      if (offset + from >= until) return null;
      const shown = shownIn(timed, chunk, from, stop);
      if (!Number.isNaN(shown)) return { offset: offset + from, shown };
      from = stop + 1;
    }
    if (length >= farthestBytes || offset + chunk.length >= Math.min(until, file.sizeBytes)) return null;
  }
}

/** All bytes are the same as the one before, and the first is NUL. */
const isHole = (bytes: Buffer): boolean => bytes[0] === 0 && bytes.subarray(1).equals(bytes.subarray(0, -1));

/**
 * A place behind the hole that `offset` lies in, not always the first: with great strides, then with shorter ones where
 * those met nothing.
 */
function behindHole(file: LogFile, offset: number, until: number): number | null {
  for (const shortest of strides) {
    let stride = shortest;
    for (let at = offset, probes = 1; at < until && probes <= mostProbes; at += stride, probes++) {
      if (!isHole(file.read(at, blockBytes))) return at;
      if (probes % 64 === 0) stride *= 2;
    }
  }
  return null;
}

/** A block in which the clock passes `aim`: what begins before it shows less. */
function blockOf(timed: Timed, aim: number): { readonly low: number; readonly high: number } {
  const { file } = timed;
  let low = file.begins;
  let high = file.sizeBytes;
  while (high - low > blockBytes) {
    const middle = low + Math.floor((high - low) / 2);
    const line = firstTimed(timed, middle, high);
    if (line && line.shown < aim) low = line.offset;
    // Behind a hole a line may have been passed over: what is sought may stand before the one that was found.
    else high = line && line.offset - middle > farthestBytes ? line.offset : middle;
  }
  return { low, high };
}

/** The first line from `low` on that shows `shown` or later; where that is too far, the first within the slack. */
function firstFrom(
  timed: Timed,
  { low, high }: { readonly low: number; readonly high: number },
  shown: number,
  aim: number,
): number {
  const { file } = timed;
  let early = -1;
  let found = -1;
  eachLine(file, low, Math.min(file.sizeBytes, high + farthestBytes), (bytes, from, to, offset) => {
    const own = shownIn(timed, bytes, from, to);
    if (Number.isNaN(own) || own < aim) return true;
    if (early < 0) early = offset;
    if (own >= shown) found = offset;
    return found < 0;
  });
  if (found >= 0) return found;
  return early >= 0 && high + farthestBytes < file.sizeBytes ? early : file.sizeBytes;
}

/** The line that is nearest to the moment, in as much as is read. */
function nearest(timed: Timed, shown: number): number {
  const { file } = timed;
  let best = file.begins;
  let distance = Number.POSITIVE_INFINITY;
  eachLine(
    file,
    file.begins,
    Math.min(file.sizeBytes, file.begins + unorderedBytes),
    (bytes, from, to, offset) => {
      const own = Math.abs(shownIn(timed, bytes, from, to) - shown);
      if (own < distance) {
        distance = own;
        best = offset;
      }
    },
  );
  return best;
}

/** Behind the step back of an hour that ends summer time, where that comes between the two. */
function inSecondFold(timed: Timed, offset: number, shown: number): number {
  const { file } = timed;
  let last = Number.NEGATIVE_INFINITY;
  let isSecond = false;
  let found = file.sizeBytes;
  eachLine(file, offset, Math.min(file.sizeBytes, offset + unorderedBytes), (bytes, from, to, at) => {
    const own = shownIn(timed, bytes, from, to);
    if (Number.isNaN(own)) return true;
    if (own < last - 30 * 60_000) isSecond = true;
    last = Math.max(last, own);
    if (!isSecond || own < shown) return true;
    found = at;
    return false;
  });
  return found;
}

/** Where the first line stands that was written at `moment` or later; the end of the file where there is none. */
export function offsetOfMoment(timed: Timed, moment: number): number {
  const { calendar, clock } = timed;
  const shown = calendar.shown(moment);
  if (!timed.isOrdered) return nearest(timed, shown);
  const aim = shown - Math.min(clock.backMs, longestSlackMs);
  const first = firstFrom(timed, blockOf(timed, aim), shown, aim);
  return calendar.isSecond(moment) ? inSecondFold(timed, first, shown) : first;
}
