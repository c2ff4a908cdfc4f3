/** What is being read: where, and which fields of the stamp have been read so far. One for all: a stamp at a time. */

export const fields = {
  /** The cursor, and where the line ends. */
  at: 0,
  to: 0,
  year: 2000,
  month: 1,
  day: 1,
  dayOfYear: 0,
  hour: 0,
  minute: 0,
  second: 0,
  /** Milliseconds behind the second, with what is finer behind the point. */
  rest: 0,
  fractionDigits: 0,
  /** 0 before noon, 1 after it, -1 where the clock has 24 hours. */
  afternoon: -1,
  /** Minutes east of UTC; NaN where none is written. */
  zone: Number.NaN,
  /** Milliseconds since 1970 or since the boot; -1 where the fields above say it. */
  absolute: -1,
};

export function resetFields(from: number, to: number): void {
  fields.at = from;
  fields.to = to;
  fields.year = 2000;
  fields.month = 1;
  fields.day = 1;
  fields.dayOfYear = 0;
  fields.hour = 0;
  fields.minute = 0;
  fields.second = 0;
  fields.rest = 0;
  fields.fractionDigits = 0;
  fields.afternoon = -1;
  fields.zone = Number.NaN;
  fields.absolute = -1;
}

export const isFigure = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

/** So many figures; -1 where they are not there. */
export function figures(bytes: Uint8Array, count: number): number {
  if (fields.at + count > fields.to) return -1;
  let value = 0;
  for (let index = 0; index < count; index++) {
    const figure = (bytes[fields.at + index] ?? 0) - 48;
    if (figure < 0 || figure > 9) return -1;
    value = value * 10 + figure;
  }
  fields.at += count;
  return value;
}
