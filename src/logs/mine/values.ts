/** What a token with a figure is: a number, an id, something measured, a time; and the part of it that may name something. */
import { hashKey } from './tokens.ts';

/** What kind of value a token is, by its bytes. */
export const valueKind = { word: 0, whole: 1, id: 2, quantity: 3, time: 4 } as const;

/** Set beside the kind where a value has one or two characters. */
export const shortMark = 8;

const isFigure = (byte: number): boolean => byte >= 48 && byte <= 57;

/** `12`, `blk_12`, `1.5` or `12ms`, `10:30`. */
export function kindOf(bytes: Uint8Array, from: number, to: number): number {
  let figures = 0;
  let dots = 0;
  let colons = 0;
  let tail = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (isFigure(byte)) {
      figures++;
      if (tail > 0) tail = 99;
    } else if (byte === 46 || byte === 44) dots++;
    else if (byte === 58) colons++;
    else if (at > from && figures > 0) tail++;
    else if (byte !== 45 && byte !== 43) tail = 99;
  }
  const length = to - from;
  if (figures === length) return valueKind.whole;
  if (colons > 0 && figures + colons + dots === length) return dots === 3 ? valueKind.id : valueKind.time;
  if (figures > 0 && dots === 1 && figures + dots === length) return valueKind.quantity;
  if (figures > 0 && dots <= 1 && tail > 0 && tail <= 3 && isUnitTail(bytes, to - tail, to))
    return valueKind.quantity;
  if (bytes[from] === 45 && figures === length - 1) return valueKind.whole;
  return valueKind.id;
}

const unitTail = /^(?:%|ms|us|ns|s|m|h|d|k|kb|mb|gb|tb|kib|mib|gib|b|min|sec|hr|x|g)$/i;
const isUnitTail = (bytes: Uint8Array, from: number, to: number): boolean =>
  unitTail.test(String.fromCharCode(...bytes.subarray(from, to)));

/** Hashes `batch-7.csv` of `/data/in/batch-7.csv`, `12` of `m12` and `job-12`; false where there is no such part. */
export function hashPart(bytes: Uint8Array, from: number, to: number): boolean {
  let first = to;
  for (let at = to - 1; at > from && first === to; at--) if (bytes[at] === 47) first = at + 1;
  if (first === to) {
    while (first > from && isFigure(bytes[first - 1] ?? 0)) first--;
    for (let at = from; at < first; at++) if (isFigure(bytes[at] ?? 0)) return false;
  }
  if (first === to || first === from) return false;
  hashKey(bytes, first, to);
  return true;
}
