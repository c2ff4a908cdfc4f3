/**
 * From stamps to moments: supplies what the lines do not say (the zone, the year, the day), from the zone of whoever
 * writes and from the file's own times.
 */
import { civilMs, isLeap } from './civil.ts';
import type { Clock } from './detect.ts';
import { momentOf, momentsIn, offsetAt, type Zone } from './zone.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Lines of several writers are out of order by less. */
const twiceSlackMs = 20 * minuteMs;

/** How sure the zone is: it stands in the lines, the file's time confirms or corrects the guess, or it is a guess. */
export type ZoneFrom = 'written' | 'confirmed' | 'measured' | 'guessed';

export interface Calendar {
  /**
   * The moment that a stamp means, epoch milliseconds. In the hour that a clock shows twice it is the second one for a
   * line that comes after another of so late a moment.
   */
  moment(ms: number, zone: number, after?: number): number;
  /** What is compared while searching: rises with the moment and needs no zone. */
  comparable(ms: number, zone: number): number;
  /** The comparable of a moment: what the clock of the lines showed then. */
  shown(moment: number): number;
  /** The clock had shown the same an hour before already. */
  isSecond(moment: number): boolean;
  /** Minutes east of UTC at a moment: to write it as the lines do. */
  offsetAt(moment: number): number;
  readonly zoneFrom: ZoneFrom;
}

interface Last {
  readonly ms: number;
  readonly zone: number;
}

/** The year in which a yearless time is nearest to the file's own time, and not a day after it. */
function yearFor(yearless: number, mtimeCivil: number): number {
  const { month, day, rest } = splitYearless(yearless);
  let year = new Date(mtimeCivil + dayMs).getUTCFullYear();
  for (let tries = 0; tries < 9; tries++, year--) {
    if (month === 2 && day === 29 && !isLeap(year)) continue;
    if (civilMs(year, month, day, 0, 0, 0) + rest <= mtimeCivil + dayMs) return year;
  }
  return new Date(mtimeCivil).getUTCFullYear();
}

function splitYearless(ms: number): { readonly month: number; readonly day: number; readonly rest: number } {
  const date = new Date(ms);
  return { month: date.getUTCMonth() + 1, day: date.getUTCDate(), rest: ((ms % dayMs) + dayMs) % dayMs };
}

/** With the latest year in which it is not after the last line; lines may be out of order by a little. */
function datedBefore(yearless: number, lastCivil: number): number {
  const year = yearFor(yearless, lastCivil + hourMs - dayMs);
  const { month, day, rest } = splitYearless(yearless);
  return civilMs(year, month, day, 0, 0, 0) + rest;
}

/** How civil times of this clock get their year or day: from the last line, which the file's own time dates. */
function completion(clock: Clock, last: Last, mtimeCivil: number): (ms: number) => number {
  const { kind } = clock.format;
  if (kind === 'no-year') {
    const lastCivil = datedBefore(last.ms, mtimeCivil + dayMs - hourMs);
    return (ms) => datedBefore(ms, lastCivil);
  }
  if (kind === 'no-date') {
    const timeOfDay = ((last.ms % dayMs) + dayMs) % dayMs;
    const midnight = Math.round((mtimeCivil - timeOfDay) / dayMs) * dayMs;
    const lastCivil =
      midnight + timeOfDay > mtimeCivil + hourMs ? midnight - dayMs + timeOfDay : midnight + timeOfDay;
    const lastDay = lastCivil - timeOfDay;
    return (ms) => {
      const own = lastDay + (((ms % dayMs) + dayMs) % dayMs);
      return own > lastCivil + hourMs ? own - dayMs : own;
    };
  }
  return (ms) => ms;
}

/**
 * A zone that explains why the last line's clock is so many quarters of an hour away from the time at which the file
 * was last written. A guess that fits is kept; a file that was copied or touched fits nothing, and corrects nothing.
 */
function calibrated(
  guess: Zone,
  lastCivil: number,
  mtimeMs: number,
): { readonly zone: Zone; readonly from: ZoneFrom } {
  const lag = mtimeMs - momentOf(guess, lastCivil);
  if (lag > -2000 && lag < 60_000) return { zone: guess, from: 'confirmed' };
  const minutes = Math.round((lastCivil - mtimeMs) / (15 * minuteMs)) * 15;
  const residual = Math.abs(lastCivil - minutes * minuteMs - mtimeMs);
  if (residual <= 2500 && minutes >= -12 * 60 && minutes <= 14 * 60)
    return { zone: { kind: 'offset', minutes }, from: 'measured' };
  return { zone: guess, from: 'guessed' };
}

/** `calibrates`: the file's own time may confirm or correct the zone. */
export function calendarOf(
  clock: Clock,
  last: Last,
  mtimeMs: number,
  guess: Zone,
  calibrates = true,
): Calendar {
  if (clock.format.kind === 'boot') return sinceBoot(last, mtimeMs, guess);
  if (clock.hasZone || clock.format.kind === 'epoch') {
    const written = Number.isNaN(last.zone) ? null : last.zone;
    const complete = completion(clock, last, mtimeMs + (written ?? 0) * minuteMs);
    const moment = (ms: number, zone: number): number =>
      Number.isNaN(zone) ? momentOf(guess, complete(ms)) : complete(ms) - zone * minuteMs;
    return {
      moment,
      comparable: moment,
      shown: (at) => at,
      isSecond: () => false,
      offsetAt: (at) =>
        clock.format.kind === 'epoch' ? offsetAt(guess, at) : (written ?? offsetAt(guess, at)),
      zoneFrom: 'written',
    };
  }
  const complete = completion(clock, last, mtimeMs + offsetAt(guess, mtimeMs) * minuteMs);
  const { zone, from } = calibrates
    ? calibrated(guess, complete(last.ms), mtimeMs)
    : { zone: guess, from: 'guessed' as const };
  const moments = momentsIn(zone);
  return {
    moment(ms, _, after = Number.NEGATIVE_INFINITY) {
      const [first = 0, second = first] = moments(complete(ms));
      return first < after - twiceSlackMs ? second : first;
    },
    comparable: (ms) => complete(ms),
    shown: (at) => at + offsetAt(zone, at) * minuteMs,
    isSecond: (at) => moments(at + offsetAt(zone, at) * minuteMs)[1] === at,
    offsetAt: (at) => offsetAt(zone, at),
    zoneFrom: from,
  };
}

/** Seconds since a boot: the last line was written when the file was. */
function sinceBoot(last: Last, mtimeMs: number, guess: Zone): Calendar {
  const moment = (ms: number): number => mtimeMs - last.ms + ms;
  return {
    moment,
    comparable: moment,
    shown: (at) => at,
    isSecond: () => false,
    offsetAt: (at) => offsetAt(guess, at),
    zoneFrom: 'guessed',
  };
}

const padded = (value: number, places: number): string => String(value).padStart(places, '0');

/** ISO 8601 with milliseconds and the offset, as the report writes every time. */
export function isoAt(moment: number, offsetMinutes: number): string {
  const date = new Date(Math.round(moment) + offsetMinutes * minuteMs);
  const west = offsetMinutes < 0;
  const away = Math.abs(offsetMinutes);
  const zone = `${west ? '-' : '+'}${padded(Math.floor(away / 60), 2)}:${padded(away % 60, 2)}`;
  return date.toISOString().replace('Z', zone);
}
