/**
 * The fields of a time stamp. Each reader reads its own at the cursor, moves it on and notes what it read; it answers
 * whether the field stands there and is within its range.
 */
import { op, type Step } from './compile.ts';
import { fields, figures, isFigure } from './cursor.ts';
import { zoneBehindBlank, zoneNumber } from './zone-field.ts';

type Bytes = Uint8Array;
type Reader = (bytes: Bytes, step: Step) => boolean;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The first three letters, as one number. */
const codeOf = (bytes: Bytes, at: number): number =>
  (((bytes[at] ?? 0) | 32) << 16) | (((bytes[at + 1] ?? 0) | 32) << 8) | ((bytes[at + 2] ?? 0) | 32);
const monthByCode = new Map(months.map((name, index) => [codeOf(Buffer.from(name), 0), index + 1]));
const weekdayCodes = new Set(weekdays.map((name) => codeOf(Buffer.from(name), 0)));

/** One or two figures. */
const oneOrTwo = (bytes: Bytes): number => figures(bytes, isFigure(bytes[fields.at + 1]) ? 2 : 1);

/** The same, or a blank and one figure. */
function padded(bytes: Bytes): number {
  if (bytes[fields.at] === 32) fields.at++;
  return oneOrTwo(bytes);
}

/** `.` or `,` and up to nine figures; `:` only with three or six of them; or nothing at all. */
function fraction(bytes: Bytes): boolean {
  const { at, to } = fields;
  const mark = bytes[at];
  if (mark !== 46 && mark !== 44 && mark !== 58) return true;
  let end = at + 1;
  let value = 0;
  let scale = 1000;
  while (end < to && end - at <= 9 && isFigure(bytes[end])) {
    scale /= 10;
    value += ((bytes[end] ?? 0) - 48) * scale;
    end++;
  }
  const count = end - at - 1;
  if (count === 0 || (mark === 58 && count !== 3 && count !== 6)) return true;
  fields.at = end;
  fields.fractionDigits = count;
  fields.rest = value;
  return true;
}

/** A count of milliseconds: `:57` is 57 of them. */
function millis(bytes: Bytes): boolean {
  const before = fields.at;
  while (fields.at < fields.to && fields.at - before < 3 && isFigure(bytes[fields.at])) {
    fields.rest = fields.rest * 10 + ((bytes[fields.at++] ?? 0) - 48);
  }
  fields.fractionDigits = 3;
  return fields.at > before;
}

/** Since 1970, between 2001 and 2038; longer counts are of finer units. */
function epoch(bytes: Bytes, { arg: places }: Step): boolean {
  const value = figures(bytes, places);
  const ms =
    places === 10 ? value * 1000 : places === 13 ? value : places === 16 ? value / 1000 : value / 1e6;
  fields.fractionDigits = places - 10;
  fields.absolute = ms;
  return value >= 0 && ms >= 978_307_200_000 && ms < 2_147_483_648_000;
}

/** `@4000000037c219bf2ef02e94`: 2^62 + 10 + seconds since 1970 in hexadecimal, then nanoseconds (multilog(8)). */
function tai64n(bytes: Bytes): boolean {
  const text = String.fromCharCode(...bytes.subarray(fields.at + 1, Math.min(fields.to, fields.at + 25)));
  if (!/^4[0-9a-f]{23}$/.test(text)) return false;
  fields.at += 25;
  fields.fractionDigits = 9;
  fields.absolute =
    (Number.parseInt(text.slice(1, 16), 16) - 10) * 1000 + Number.parseInt(text.slice(16), 16) / 1e6;
  return true;
}

/** `[   12.345678]`. The bracket may go on (`[12.345 @0]`). */
function bootSeconds(bytes: Bytes): boolean {
  fields.at++;
  while (bytes[fields.at] === 32 && fields.at < fields.to) fields.at++;
  const before = fields.at;
  let seconds = 0;
  while (fields.at < fields.to && fields.at - before < 9 && isFigure(bytes[fields.at])) {
    seconds = seconds * 10 + ((bytes[fields.at++] ?? 0) - 48);
  }
  if (fields.at === before || bytes[fields.at] !== 46) return false;
  fraction(bytes);
  fields.absolute = seconds * 1000;
  return fields.fractionDigits >= 3;
}

const half = (bytes: Bytes): boolean => {
  const letter = (bytes[fields.at] ?? 0) | 32;
  fields.afternoon = letter === 112 ? 1 : 0;
  const isHalf = (letter === 97 || letter === 112) && ((bytes[fields.at + 1] ?? 0) | 32) === 109;
  fields.at += 2;
  return isHalf;
};

const within = (value: number, low: number, high: number): boolean => value >= low && value <= high;
const years2 = (value: number): number => value + (value < 70 ? 2000 : 1900);
const hour = (value: number, low: number, high: number): boolean => within((fields.hour = value), low, high);
const month = (value: number): boolean => within((fields.month = value), 1, 12);
/** Whether the month has so many is checked when both are known. */
const day = (value: number): boolean => within((fields.day = value), 1, 31);

const names: Readonly<Record<number, Reader>> = {
  [op.literal]: (bytes, { arg }) => bytes[fields.at++] === arg,
  [op.oneOf]: (bytes, { set }) => set.includes(bytes[fields.at++] ?? -1),
  [op.year4]: (bytes) => within((fields.year = figures(bytes, 4)), 1970, 2199),
  [op.year2]: (bytes) => within((fields.year = years2(figures(bytes, 2))), 1970, 2069),
  [op.month2]: (bytes) => month(figures(bytes, 2)),
  [op.month12]: (bytes) => month(oneOrTwo(bytes)),
  [op.monthName]: (bytes) => month(monthByCode.get(codeOf(bytes, (fields.at += 3) - 3)) ?? 0),
  [op.dayName]: (bytes) => weekdayCodes.has(codeOf(bytes, (fields.at += 3) - 3)),
  [op.day2]: (bytes) => day(figures(bytes, 2)),
  [op.dayPadded]: (bytes) => day(padded(bytes)),
  [op.dayOfYear]: (bytes) => within((fields.dayOfYear = figures(bytes, 3)), 1, 366),
  [op.hour2]: (bytes) => hour(figures(bytes, 2), 0, 23),
  [op.hourPadded]: (bytes) => hour(padded(bytes), 0, 23),
  [op.hourFree]: (bytes) => hour(figures(bytes, 1), 0, 9),
  [op.hour12]: (bytes) => hour(oneOrTwo(bytes), 1, 12),
  [op.half]: half,
  [op.minute]: (bytes) => within((fields.minute = figures(bytes, 2)), 0, 59),
  [op.minute12]: (bytes) => within((fields.minute = oneOrTwo(bytes)), 0, 59),
  [op.second]: (bytes) => within((fields.second = figures(bytes, 2)), 0, 60),
  [op.second12]: (bytes) => within((fields.second = oneOrTwo(bytes)), 0, 60),
  [op.fraction]: fraction,
  [op.millis]: millis,
  [op.zone]: (bytes) => zoneNumber(bytes) || true,
  [op.zoneBehindBlank]: zoneBehindBlank,
  [op.epoch]: epoch,
  [op.tai64n]: tai64n,
  [op.bootSeconds]: bootSeconds,
};

const none: Reader = () => false;

/** By code of operation. */
export const readers: readonly Reader[] = Array.from({ length: 32 }, (_, code) => names[code] ?? none);
