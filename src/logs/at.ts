/** A time that somebody typed: in any way that a log may write it, also without its year or its day. */
import { calendarOf } from './timestamps/calendar.ts';
import { detectClock } from './timestamps/detect.ts';
import { readStamp, stamp } from './timestamps/read.ts';
import type { Zone } from './timestamps/zone.ts';

/** The moment, seen from the last line of a log; null for what is no time. */
export function momentTyped(text: string, zone: Zone, lastMs: number): number | null {
  const bytes = Buffer.from(text.trim());
  const clock = detectClock([{ bytes, from: 0, to: bytes.length, offset: 0 }], null);
  if (!clock || !readStamp(clock, bytes, 0, bytes.length)) return null;
  const { ms, zone: written } = stamp;
  const calendar = calendarOf(clock, { ms, zone: written }, lastMs, zone, false);
  return calendar.moment(ms, written);
}
