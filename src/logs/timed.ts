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

/** The clock of a file, and what its last line shows. */
export interface ClockOf {
  readonly file: LogFile;
  readonly clock: Clock;
  readonly lines: readonly LineOf[];
  readonly last: { readonly ms: number; readonly zone: number };
}

/** null where its lines have no clock. */
export function clockOf(file: LogFile): ClockOf | null {
  const lines = sampled(file, places, ofEach);
  const clock = detectClock(lines, file.mtimeMs);
  const last = clock
    ? linesBefore(file, file.sizeBytes, lookedBack)
        .filter(({ bytes, from, to }) => readStamp(clock, bytes, from, to))
        .at(-1)
    : undefined;
  if (!clock || !last || !readStamp(clock, last.bytes, last.from, last.to)) return null;
  return { file, clock, lines, last: { ms: stamp.ms, zone: stamp.zone } };
}

/** Its times mean something only together with the zone of whoever writes it. */
export const needsZone = ({ clock }: ClockOf): boolean => !clock.hasZone && clock.format.kind !== 'epoch';

/** `zone` is the writer's. */
export function timedIn({ file, clock, lines, last }: ClockOf, zone: Zone): Timed {
  const calendar = calendarOf(clock, last, file.mtimeMs, zone);
  return { file, clock, calendar, isOrdered: isOrdered(lines, clock, calendar) };
}

export function timedOf(file: LogFile, zone: Zone): Timed | null {
  const found = clockOf(file);
  return found ? timedIn(found, zone) : null;
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
