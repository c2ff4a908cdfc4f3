/**
 * Zones: from what a clock on the wall says to a moment, and back. A zone is a fixed offset, a name of the tz database
 * (`Asia/Tokyo`), or a rule as TZ may hold it (`JST-9`, `CET-1CEST,M3.5.0,M10.5.0/3`: tzset(3)).
 */
import { daysInMonth, daysSince1970 } from './civil.ts';

export type Zone =
  | { readonly kind: 'offset'; readonly minutes: number }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'rule'; readonly rule: Rule };

export interface Rule {
  readonly standardMinutes: number;
  /** null where it is the same all year. */
  readonly summer: { readonly minutes: number; readonly begins: RuleDay; readonly ends: RuleDay } | null;
}

/** `M3.5.0/2`: month, week (5 is the last), weekday, and the time of day in seconds. */
interface RuleDay {
  readonly month: number;
  readonly week: number;
  readonly weekday: number;
  readonly seconds: number;
}

export const utc: Zone = { kind: 'offset', minutes: 0 };

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

const formatters = new Map<string, Intl.DateTimeFormat | null>();

function formatterOf(name: string): Intl.DateTimeFormat | null {
  const known = formatters.get(name);
  if (known !== undefined) return known;
  let made: Intl.DateTimeFormat | null = null;
  try {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    // A name that this Node's tz database does not have.
  }
  formatters.set(name, made);
  return made;
}

export const isZoneName = (name: string): boolean => formatterOf(name) !== null;

const hours = new Map<string, number>();

/** Zones change at most once an hour, on a quarter of it. */
function namedOffset(name: string, ms: number): number {
  const quarter = Math.floor(ms / (15 * minuteMs));
  const key = `${name} ${quarter}`;
  const known = hours.get(key);
  if (known !== undefined) return known;
  const parts = formatterOf(name)?.formatToParts(quarter * 15 * minuteMs) ?? [];
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const civil = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  const minutes = parts.length === 0 ? 0 : Math.round((civil - quarter * 15 * minuteMs) / minuteMs);
  if (hours.size > 10_000) hours.clear();
  hours.set(key, minutes);
  return minutes;
}

function ruleDayMs(year: number, { month, week, weekday, seconds }: RuleDay): number {
  const first = daysSince1970(year, month, 1);
  // 1970-01-01 was a Thursday.
  let day = 1 + ((weekday - ((first + 4) % 7) + 7) % 7) + (week - 1) * 7;
  while (day > daysInMonth(year, month)) day -= 7;
  return (first + day - 1) * dayMs + seconds * 1000;
}

function ruleOffset({ standardMinutes, summer }: Rule, ms: number): number {
  if (!summer) return standardMinutes;
  const year = new Date(ms + standardMinutes * minuteMs).getUTCFullYear();
  const begins = ruleDayMs(year, summer.begins) - standardMinutes * minuteMs;
  const ends = ruleDayMs(year, summer.ends) - summer.minutes * minuteMs;
  const isSummer = begins < ends ? ms >= begins && ms < ends : ms >= begins || ms < ends;
  return isSummer ? summer.minutes : standardMinutes;
}

/** Minutes east of UTC at a moment. */
export function offsetAt(zone: Zone, ms: number): number {
  switch (zone.kind) {
    case 'offset':
      return zone.minutes;
    case 'named':
      return namedOffset(zone.name, ms);
    case 'rule':
      return ruleOffset(zone.rule, ms);
  }
}

/**
 * The moment at which a clock in that zone says `civil`. In the hour that comes twice it is the first; a time that the
 * zone leaves out is read with the offset from before.
 */
export function momentOf(zone: Zone, civil: number): number {
  if (zone.kind === 'offset') return civil - zone.minutes * minuteMs;
  const before = civil - offsetAt(zone, civil - 26 * hourMs) * minuteMs;
  const early = civil - offsetAt(zone, before) * minuteMs;
  const candidates = [before, early, civil - offsetAt(zone, civil + 26 * hourMs) * minuteMs];
  const exact = candidates.filter((ms) => ms + offsetAt(zone, ms) * minuteMs === civil);
  return exact.length > 0 ? Math.min(...exact) : before;
}

/** Both moments, where the clock shows the same twice (the end of summer time); else the one. */
export function momentsOf(zone: Zone, civil: number): readonly number[] {
  const first = momentOf(zone, civil);
  if (zone.kind === 'offset') return [first];
  // Summer time is half an hour in one place on earth, an hour elsewhere.
  const second = [hourMs, hourMs / 2].find(
    (later) => first + later + offsetAt(zone, first + later) * minuteMs === civil,
  );
  return second === undefined ? [first] : [first, first + second];
}

/** The same, asked again and again of times that are near each other: zones change on a quarter of an hour. */
export function momentsIn(zone: Zone): (civil: number) => readonly number[] {
  const quarterMs = 15 * minuteMs;
  let quarter = Number.NaN;
  let known: readonly number[] = [];
  return (civil) => {
    const own = Math.floor(civil / quarterMs);
    if (own !== quarter) {
      quarter = own;
      known = momentsOf(zone, own * quarterMs);
    }
    const into = civil - own * quarterMs;
    return into === 0 ? known : known.map((moment) => moment + into);
  };
}

const ruleForm =
  /^(?:[A-Za-z]{3,}|<[^>]+>)([+-]?\d{1,2}(?::\d\d){0,2})(?:(?:[A-Za-z]{3,}|<[^>]+>)([+-]?\d{1,2}(?::\d\d){0,2})?(?:,(M[\d./:+-]+),(M[\d./:+-]+))?)?$/;

/** `-9`, `5:30`: hours west of UTC, as tzset(3) has it, in minutes. */
function westMinutes(text: string): number {
  const [hour = '0', minute = '0'] = text.replace(/^[+-]/, '').split(':');
  return (text.startsWith('-') ? -1 : 1) * (Number(hour) * 60 + Number(minute));
}

function ruleDayOf(text: string): RuleDay | null {
  const [, month, week, weekday, sign, hour, minute] =
    /^M(\d{1,2})\.(\d)\.(\d)(?:\/([+-]?)(\d{1,3})(?::(\d\d))?)?/.exec(text) ?? [];
  if (month === undefined) return null;
  const seconds =
    hour === undefined ? 7200 : (Number(hour) * 60 + Number(minute ?? 0)) * 60 * (sign === '-' ? -1 : 1);
  return { month: Number(month), week: Number(week), weekday: Number(weekday), seconds };
}

function ruleOf(text: string): Rule | null {
  const [, west, summerWest, from, until] = ruleForm.exec(text) ?? [];
  if (west === undefined) return null;
  const standardMinutes = -westMinutes(west);
  const begins = from === undefined ? null : ruleDayOf(from);
  const ends = until === undefined ? null : ruleDayOf(until);
  if (!begins || !ends) return { standardMinutes, summer: null };
  const minutes = summerWest === undefined ? standardMinutes + 60 : -westMinutes(summerWest);
  return { standardMinutes, summer: { minutes, begins, ends } };
}

/** What TZ or the link /etc/localtime says: a name, a path into the tz database, or a rule; null for what is none. */
export function zoneOf(text: string): Zone | null {
  const name = text.replace(/^:/, '').replace(/^.*zoneinfo\/(?:posix\/|right\/)?/, '');
  if (name === '' || name === 'UTC' || name === 'Etc/UTC' || name === 'GMT') return utc;
  if (/^[A-Za-z]/.test(name) && !/\d/.test(name.slice(-2)) && isZoneName(name))
    return { kind: 'named', name };
  const rule = ruleOf(name);
  if (rule) return { kind: 'rule', rule };
  return isZoneName(name) ? { kind: 'named', name } : null;
}

/** The last line of a tz file is its rule for the years to come (RFC 8536, section 3.3): enough for a copied file. */
export function zoneOfTzFile(text: string): Zone | null {
  const footer = /\n([^\n]+)\n$/.exec(text)?.[1];
  const rule = footer === undefined ? null : ruleOf(footer);
  return rule ? { kind: 'rule', rule } : null;
}
