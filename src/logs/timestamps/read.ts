/** Reads the clock of a file in one of its lines: where it usually stands first, then wherever a token begins. */
import type { Clock } from './detect.ts';
import { matchAt, matched } from './match.ts';
import { afterField, isBoundary } from './tally.ts';

/** Where the last stamp that was read stands, and what it says; reused by all. */
export interface Stamp {
  start: number;
  end: number;
  /** As `Match.ms`: still without what the line does not say (year, zone). */
  ms: number;
  zone: number;
}

export const stamp: Stamp = { start: 0, end: 0, ms: 0, zone: Number.NaN };

const searched = 160;

function take(start: number): true {
  stamp.start = start;
  stamp.end = matched.end;
  stamp.ms = matched.ms;
  stamp.zone = matched.zone;
  return true;
}

/** Whether the line from `from` to `to` has the clock's stamp; then `stamp` holds it. */
export function readStamp(clock: Clock, bytes: Buffer, from: number, to: number): boolean {
  const { format, offset } = clock;
  if (clock.field) {
    const at = afterField(bytes, from, to, clock.field);
    return at >= 0 && matchAt(format, bytes, at, to) && take(at);
  }
  if (offset >= 0 && matchAt(format, bytes, from + offset, to) && isBoundary(bytes, from, from + offset)) {
    return take(from + offset);
  }
  // Where the offset is fixed, what has no stamp there is the continuation of another line.
  const isFixed = offset >= 0 && clock.isFixed;
  const until = Math.min(to, from + (isFixed ? offset + 4 : searched));
  let seen = 0;
  for (let at = from; at < until; at++) {
    if (
      format.begins[bytes[at] ?? 0] !== 1 ||
      !isBoundary(bytes, from, at) ||
      !matchAt(format, bytes, at, to)
    )
      continue;
    if (seen === clock.ordinal || isFixed) return isAlike(clock) && take(at);
    seen++;
    at = matched.end - 1;
  }
  return false;
}

/** A stamp at another place than usual must look the same. */
const isAlike = (clock: Clock): boolean =>
  matched.fractionDigits > 0 === clock.fractionDigits > 0 && Number.isNaN(matched.zone) !== clock.hasZone;
