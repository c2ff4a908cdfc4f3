/**
 * Reads a time stamp from bytes, without regular expressions and without making strings: every field is checked for
 * its range, and what follows must not carry the number on. One result is reused by all: copy what is to be kept.
 */
import { civilMs, daysInMonth } from './civil.ts';
import type { Format } from './compile.ts';
import { fields, isFigure, resetFields } from './cursor.ts';
import { readers } from './fields.ts';

/** What the last successful match read. */
export interface Match {
  end: number;
  /** Milliseconds: since 1970 for `epoch`; else of the civil time as if it were UTC, in 2000 where no year is written. */
  ms: number;
  /** Minutes east of UTC as written; NaN where no zone is written, or its name alone says nothing. */
  zone: number;
  fractionDigits: number;
}

export const matched: Match = { end: 0, ms: 0, zone: Number.NaN, fractionDigits: 0 };

const dayMs = 86_400_000;

/** Whether `format` stands at `from`; then `matched` holds what it said. */
export function matchAt(format: Format, bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < format.shortest || format.begins[bytes[from] ?? 0] !== 1) return false;
  resetFields(from, to);
  for (const step of format.steps) {
    const read = readers[step.code];
    if (!read?.(bytes, step)) return false;
  }
  if (fields.at > to || carriesOn(bytes) || fields.day > daysInMonth(fields.year, fields.month)) return false;
  matched.end = fields.at;
  matched.fractionDigits = fields.fractionDigits;
  matched.zone = fields.absolute >= 0 ? 0 : fields.zone;
  matched.ms = (fields.absolute >= 0 ? fields.absolute : civilOf()) + fields.rest;
  return true;
}

function civilOf(): number {
  const { year, month, day, dayOfYear, minute, second, afternoon } = fields;
  const hour = afternoon < 0 ? fields.hour : (fields.hour % 12) + 12 * afternoon;
  return civilMs(year, month, day, hour, minute, second) + Math.max(0, dayOfYear - 1) * dayMs;
}

/** A figure behind it, or `:` and a figure: it is a part of something else. Audit puts a serial behind its seconds. */
function carriesOn(bytes: Uint8Array): boolean {
  const { at, to, absolute } = fields;
  if (at >= to) return false;
  if (isFigure(bytes[at])) return true;
  return absolute < 0 && bytes[at] === 58 && isFigure(bytes[at + 1]) && isFigure(bytes[at - 1]);
}
