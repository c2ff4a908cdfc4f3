/**
 * The place in a file at which its clock passes a moment, by binary search over byte offsets: a log of 10 GB costs some
 * thirty reads. Several writers put lines out of order by a little: the search aims that much earlier.
 */
import { eachLine, type LineOf } from './lines.ts';
import type { LogFile } from './reader.ts';
import type { Clock } from './timestamps/detect.ts';
import { readStamp, stamp } from './timestamps/read.ts';
import type { Calendar } from './timestamps/calendar.ts';

/** A file with its clock. */
export interface Timed {
  readonly file: LogFile;
  readonly clock: Clock;
  readonly calendar: Calendar;
}

const blockBytes = 8192;
const farthestBytes = 1024 * 1024;
const longestSlackMs = 15 * 60_000;

/** What the line's clock shows, comparable with others of the file; NaN where it has none. */
export function shownIn({ clock, calendar }: Timed, bytes: Buffer, from: number, to: number): number {
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

/** Where the first line stands whose clock shows `shown` or later; the end of the file where there is none. */
export function offsetOfShown(timed: Timed, shown: number): number {
  const { file } = timed;
  const slackMs = Math.min(timed.clock.backMs, longestSlackMs);
  const aim = shown - slackMs;
  let low = file.begins;
  let high = file.sizeBytes;
  while (high - low > blockBytes) {
    const middle = low + Math.floor((high - low) / 2);
    const line = firstTimed(timed, middle, high);
    if (line && line.shown < aim) low = line.offset;
    else high = middle;
  }
  let found = file.sizeBytes;
  let earlyFound = -1;
  // Behind the border the lines are read one by one: a little more than the slack, then whatever comes.
  eachLine(file, low, Math.min(file.sizeBytes, high + farthestBytes), (bytes, from, to, offset) => {
    const own = shownIn(timed, bytes, from, to);
    if (Number.isNaN(own) || own < aim) return true;
    if (earlyFound < 0) earlyFound = offset;
    if (own < shown) return true;
    found = offset;
    return false;
  });
  return found === file.sizeBytes && earlyFound >= 0 && high < file.sizeBytes - farthestBytes
    ? earlyFound
    : found;
}

/** The same for a moment. */
export const offsetOfMoment = (timed: Timed, moment: number): number =>
  offsetOfShown(timed, timed.calendar.shown(moment));
