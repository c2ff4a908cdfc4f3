/** A file and its clock. */
import { linesBefore, sampled } from './lines.ts';
import type { LogFile } from './reader.ts';
import type { Timed } from './seek.ts';
import { calendarOf } from './timestamps/calendar.ts';
import { detectClock } from './timestamps/detect.ts';
import { readStamp, stamp } from './timestamps/read.ts';
import type { Zone } from './timestamps/zone.ts';

const places = 24;
const ofEach = 12;
const lookedBack = 200;

/** null where its lines have no clock. `zone` is the writer's. */
export function timedOf(file: LogFile, zone: Zone): Timed | null {
  const clock = detectClock(sampled(file, places, ofEach), file.mtimeMs);
  if (!clock) return null;
  const last = linesBefore(file, file.sizeBytes, lookedBack)
    .filter(({ bytes, from, to }) => readStamp(clock, bytes, from, to))
    .at(-1);
  if (!last || !readStamp(clock, last.bytes, last.from, last.to)) return null;
  return { file, clock, calendar: calendarOf(clock, { ms: stamp.ms, zone: stamp.zone }, file.mtimeMs, zone) };
}
