/**
 * Reads a time stamp from bytes, without regular expressions and without making strings: every field is checked for
 * its range, and what follows must not carry the number on. One result is reused by all: copy what is to be kept.
 */
import { civilMs, daysInMonth } from './civil.ts';
import { op, type Format } from './compile.ts';

/** What the last successful match read. `civil` is the written date and time as if it were UTC. */
export interface Match {
  end: number;
  /** Milliseconds: since 1970 for `epoch`; else of the civil time, with the year 2000 where none is written. */
  ms: number;
  /** Minutes east of UTC as written; NaN where no zone is written, or its name alone says nothing. */
  zone: number;
  fractionDigits: number;
  month: number;
  day: number;
}

export const matched: Match = { end: 0, ms: 0, zone: Number.NaN, fractionDigits: 0, month: 0, day: 0 };

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const codeOf = (name: string): number =>
  (name.charCodeAt(0) << 16) | (name.charCodeAt(1) << 8) | name.charCodeAt(2);
const monthByCode = new Map(months.map((name, index) => [codeOf(name), index + 1]));
const weekdayCodes = new Set(weekdays.map(codeOf));

/** Zone names that mean one thing only; CST, IST, BST and their like mean several. */
const namedZones: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  UT: 0,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  JST: 540,
  KST: 540,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
};

const isFigure = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;
const isUpper = (byte: number | undefined): boolean => byte !== undefined && byte >= 65 && byte <= 90;

let at = 0;

/** `count` figures at `at`, which moves behind them; -1 where they are not there. */
function figures(bytes: Uint8Array, to: number, count: number): number {
  if (at + count > to) return -1;
  let value = 0;
  for (let index = 0; index < count; index++) {
    const figure = (bytes[at + index] ?? 0) - 48;
    if (figure < 0 || figure > 9) return -1;
    value = value * 10 + figure;
  }
  at += count;
  return value;
}

/** One or two figures. */
const oneOrTwo = (bytes: Uint8Array, to: number): number =>
  isFigure(bytes[at]) && at + 1 < to && isFigure(bytes[at + 1])
    ? figures(bytes, to, 2)
    : figures(bytes, to, 1);

/** The same, or a blank and one figure. */
function padded(bytes: Uint8Array, to: number): number {
  if (bytes[at] === 32) at++;
  return oneOrTwo(bytes, to);
}

const lettersCode = (bytes: Uint8Array): number =>
  (((bytes[at] ?? 0) | 32) << 16) | (((bytes[at + 1] ?? 0) | 32) << 8) | ((bytes[at + 2] ?? 0) | 32);

/** `.` or `,` and up to nine figures; `:` only with three or six. In milliseconds; 0 where there is none. */
function fraction(bytes: Uint8Array, to: number): number {
  const mark = bytes[at];
  if (mark !== 46 && mark !== 44 && mark !== 58) return 0;
  let end = at + 1;
  let value = 0;
  let scale = 1000;
  while (end < to && end - at <= 9 && isFigure(bytes[end])) {
    scale /= 10;
    value += ((bytes[end] ?? 0) - 48) * scale;
    end++;
  }
  const count = end - at - 1;
  if (count === 0 || (mark === 58 && count !== 3 && count !== 6)) return 0;
  at = end;
  matched.fractionDigits = count;
  return value;
}

/** `Z`, `+02`, `+0200`, `+02:00` at `at`; false where it is none. */
function zoneNumber(bytes: Uint8Array, to: number): boolean {
  const sign = bytes[at];
  if (sign === 90 && !isUpper(bytes[at + 1])) {
    at++;
    matched.zone = 0;
    return true;
  }
  if (sign !== 43 && sign !== 45) return false;
  const before = at;
  at++;
  const hours = figures(bytes, to, 2);
  if (hours < 0 || hours > 14) {
    at = before;
    return false;
  }
  const mark = at;
  if (bytes[at] === 58) at++;
  let minutes = figures(bytes, to, 2);
  if (minutes < 0 || minutes > 59) {
    at = mark;
    minutes = 0;
  }
  matched.zone = (sign === 45 ? -1 : 1) * (hours * 60 + minutes);
  return true;
}

/** A blank, then a number or a name of two to five capitals. A name that means nothing is no zone. */
function zoneBehindBlank(bytes: Uint8Array, to: number): boolean {
  if (bytes[at] !== 32) return false;
  at++;
  if (bytes[at] !== 90 && zoneNumber(bytes, to)) return true;
  let end = at;
  while (end < to && end - at < 5 && isUpper(bytes[end])) end++;
  if (end - at < 2 || end - at > 4) return false;
  const name = String.fromCharCode(...bytes.subarray(at, end));
  const known = namedZones[name];
  if (known === undefined && !/^(?:[A-Z]{1,3}[SD]T|WET|WEST|SAST|WIB|PKT|HKT|SGT)$/.test(name)) return false;
  at = end;
  matched.zone = known ?? Number.NaN;
  return true;
}

/** `[   12.345678]` and `12.345678`: seconds since the boot. */
function bootSeconds(bytes: Uint8Array, to: number): number {
  if (bytes[at] !== 91) return -1;
  at++;
  while (bytes[at] === 32 && at < to) at++;
  let value = 0;
  let count = 0;
  while (at < to && isFigure(bytes[at]) && count < 9) {
    value = value * 10 + ((bytes[at] ?? 0) - 48);
    at++;
    count++;
  }
  if (count === 0 || bytes[at] !== 46) return -1;
  const before = at;
  const part = fraction(bytes, to);
  if (at - before < 4) return -1;
  // The bracket may hold more (`[  12.345] [T123]`, `[12.345 @0]`), but must not end in figures.
  return value * 1000 + part;
}

/** `@4000000037c219bf2ef02e94`: 2^62 and TAI seconds in hexadecimal, then nanoseconds (cr.yp.to/libtai/tai64.html). */
function tai64n(bytes: Uint8Array, to: number): number {
  if (bytes[at] !== 64 || at + 25 > to) return -1;
  const text = String.fromCharCode(...bytes.subarray(at + 1, at + 25));
  if (!/^4[0-9a-f]{23}$/.test(text)) return -1;
  at += 25;
  matched.fractionDigits = 9;
  return (Number.parseInt(text.slice(1, 16), 16) - 10) * 1000 + Number.parseInt(text.slice(16), 16) / 1e6;
}

/** Between 2001 and 2038 the figures since 1970 have this many places. */
function epoch(bytes: Uint8Array, to: number, places: number): number {
  const value = figures(bytes, to, places);
  if (value < 0) return -1;
  const ms =
    places === 10 ? value * 1000 : places === 13 ? value : places === 16 ? value / 1000 : value / 1e6;
  matched.fractionDigits = places === 10 ? 0 : Math.min(9, places - 10);
  return ms >= 978_307_200_000 && ms < 2_147_483_648_000 ? ms : -1;
}

/** Whether `format` stands at `from`; then `matched` holds what it said. */
export function matchAt(format: Format, bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < format.shortest || format.begins[bytes[from] ?? 0] !== 1) return false;
  at = from;
  matched.zone = Number.NaN;
  matched.fractionDigits = 0;
  let year = 2000;
  let month = 1;
  let day = 1;
  let hour = 0;
  let minute = 0;
  let second = 0;
  let rest = 0;
  let absolute = -1;
  let isAfternoon = -1;
  let dayOfYear = 0;
  const { codes, args, steps } = format;
  for (let index = 0; index < codes.length; index++) {
    switch (codes[index] ?? 0) {
      case op.literal:
        if (bytes[at] !== args[index]) return false;
        at++;
        // `Dec  8`: two blanks where the day has one figure.
        break;
      case op.oneOf:
        if (!steps[index]?.set.includes(bytes[at] ?? -1)) return false;
        at++;
        break;
      case op.year4:
        year = figures(bytes, to, 4);
        if (year < 1970 || year > 2199) return false;
        break;
      case op.year2:
        year = figures(bytes, to, 2);
        if (year < 0) return false;
        year += year < 70 ? 2000 : 1900;
        break;
      case op.month2:
        month = figures(bytes, to, 2);
        if (month < 1 || month > 12) return false;
        break;
      case op.month12:
        month = oneOrTwo(bytes, to);
        if (month < 1 || month > 12) return false;
        break;
      case op.monthName:
        month = monthByCode.get(lettersCode(bytes)) ?? 0;
        if (month === 0) return false;
        at += 3;
        break;
      case op.dayName:
        if (!weekdayCodes.has(lettersCode(bytes))) return false;
        at += 3;
        break;
      case op.day2:
        day = figures(bytes, to, 2);
        break;
      case op.dayPadded:
        day = padded(bytes, to);
        break;
      case op.dayOfYear:
        dayOfYear = figures(bytes, to, 3);
        if (dayOfYear < 1 || dayOfYear > 366) return false;
        break;
      case op.hour2:
        hour = figures(bytes, to, 2);
        if (hour < 0 || hour > 23) return false;
        break;
      case op.hourPadded:
        hour = padded(bytes, to);
        if (hour < 0 || hour > 23) return false;
        break;
      case op.hourFree:
        hour = figures(bytes, to, 1);
        if (hour < 0) return false;
        break;
      case op.hour12:
        hour = oneOrTwo(bytes, to);
        if (hour < 1 || hour > 12) return false;
        break;
      case op.half: {
        const letter = (bytes[at] ?? 0) | 32;
        if ((letter !== 97 && letter !== 112) || ((bytes[at + 1] ?? 0) | 32) !== 109) return false;
        isAfternoon = letter === 112 ? 1 : 0;
        at += 2;
        break;
      }
      case op.minute:
      case op.minute12:
        minute = codes[index] === op.minute ? figures(bytes, to, 2) : oneOrTwo(bytes, to);
        if (minute < 0 || minute > 59) return false;
        break;
      case op.second:
      case op.second12:
        second = codes[index] === op.second ? figures(bytes, to, 2) : oneOrTwo(bytes, to);
        if (second < 0 || second > 60) return false;
        break;
      case op.fraction:
        rest = fraction(bytes, to);
        break;
      case op.millis: {
        const before = at;
        while (at < to && at - before < 3 && isFigure(bytes[at]))
          rest = rest * 10 + ((bytes[at++] ?? 0) - 48);
        if (at === before) return false;
        matched.fractionDigits = 3;
        break;
      }
      case op.zone:
        zoneNumber(bytes, to);
        break;
      case op.zoneBehindBlank:
        if (!zoneBehindBlank(bytes, to)) return false;
        break;
      case op.epoch:
        absolute = epoch(bytes, to, args[index] ?? 0);
        if (absolute < 0) return false;
        break;
      case op.tai64n:
        absolute = tai64n(bytes, to);
        if (absolute < 0) return false;
        break;
      case op.bootSeconds:
        absolute = bootSeconds(bytes, to);
        if (absolute < 0) return false;
        break;
      default:
        return false;
    }
  }
  if (at > to || carriesOn(bytes, to)) return false;
  matched.end = at;
  if (absolute >= 0) {
    matched.ms = absolute + rest;
    matched.zone = 0;
    return true;
  }
  if (day < 1 || day > daysInMonth(year, month)) return false;
  if (isAfternoon >= 0) hour = (hour % 12) + 12 * isAfternoon;
  matched.month = month;
  matched.day = day;
  matched.ms =
    civilMs(year, month, day, hour, minute, second) +
    rest +
    (dayOfYear > 0 ? (dayOfYear - 1) * 86_400_000 : 0);
  return true;
}

/** A figure behind it, or `:` and a figure: it is a part of something else. */
function carriesOn(bytes: Uint8Array, to: number): boolean {
  if (at >= to) return false;
  if (isFigure(bytes[at])) return true;
  return bytes[at] === 58 && at + 1 < to && isFigure(bytes[at + 1]) && isFigure(bytes[at - 1]);
}
