/** A file and its clock. */
import { linesBefore, sampled, type LineOf } from './lines.ts';
import type { LogFile } from './reader.ts';
import type { Timed } from './seek.ts';
import { calendarOf, type Calendar } from './timestamps/calendar.ts';
import { detectClock, type Clock } from './timestamps/detect.ts';
import { readStamp, stamp } from './timestamps/read.ts';
import type { Zone } from './timestamps/zone.ts';

const places = 16;
const ofEach = 8;
const lookedBack = 200;

/** null where its lines have no clock. `zone` is the writer's. */
export function timedOf(file: LogFile, zone: Zone): Timed | null {
  const lines = sampled(file, places, ofEach);
  const clock = detectClock(lines, file.mtimeMs);
  if (!clock) return null;
  const last = linesBefore(file, file.sizeBytes, lookedBack)
    .filter(({ bytes, from, to }) => readStamp(clock, bytes, from, to))
    .at(-1);
  if (!last || !readStamp(clock, last.bytes, last.from, last.to)) return null;
  const calendar = calendarOf(clock, { ms: stamp.ms, zone: stamp.zone }, file.mtimeMs, zone);
  return { file, clock, calendar, isOrdered: isOrdered(lines, clock, calendar) };
}

/** Steps back of more than this are no matter of several writers; of a few (a clock that was set) nothing follows. */
const slackMs = 15 * 60_000;
const mostBack = 0.05;

function isOrdered(lines: readonly LineOf[], clock: Clock, calendar: Calendar): boolean {
  let last = Number.NEGATIVE_INFINITY;
  let back = 0;
  for (const { bytes, from, to } of lines) {
    if (!readStamp(clock, bytes, from, to)) continue;
    const shown = calendar.comparable(stamp.ms, stamp.zone);
    if (shown < last - slackMs) back++;
    last = shown;
  }
  return back <= Math.max(1, mostBack * lines.length);
}
