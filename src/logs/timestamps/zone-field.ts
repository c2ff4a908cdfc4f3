/** A zone as it stands behind a time: `Z`, `+02`, `+0200`, `+02:00`, or a name. */
import { fields, figures } from './cursor.ts';

/** Zone names that mean one thing only; CST, IST, BST and their like mean several. */
const minutesOf: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  UT: 0,
  Z: 0,
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

/** Others are zones by their look only: they end a stamp, and say nothing. */
const looksLikeZone = /^(?:[A-Z]{1,3}[SD]T|WET|WEST|SAST|WIB|PKT|HKT|SGT)$/;

const isUpper = (byte: number | undefined): boolean => byte !== undefined && byte >= 65 && byte <= 90;

/** Whether there is one at the cursor. */
export function zoneNumber(bytes: Uint8Array): boolean {
  const before = fields.at;
  const sign = bytes[before];
  fields.at++;
  if (sign === 90 && !isUpper(bytes[fields.at])) {
    fields.zone = 0;
    return true;
  }
  const hours = sign === 43 || sign === 45 ? figures(bytes, 2) : -1;
  if (hours < 0 || hours > 14) {
    fields.at = before;
    return false;
  }
  const mark = fields.at;
  if (bytes[fields.at] === 58) fields.at++;
  let minutes = figures(bytes, 2);
  if (minutes < 0 || minutes > 59) {
    fields.at = mark;
    minutes = 0;
  }
  fields.zone = (sign === 45 ? -1 : 1) * (hours * 60 + minutes);
  return true;
}

/** A blank, then a number or a name of two to four capitals. A name that means nothing is no zone. */
export function zoneBehindBlank(bytes: Uint8Array): boolean {
  if (bytes[fields.at] !== 32) return false;
  fields.at++;
  if (bytes[fields.at] !== 90 && zoneNumber(bytes)) return true;
  let end = fields.at;
  while (end < fields.to && end - fields.at < 5 && isUpper(bytes[end])) end++;
  if (end - fields.at < 2 || end - fields.at > 4) return false;
  const name = String.fromCharCode(...bytes.subarray(fields.at, end));
  const known = minutesOf[name];
  if (known === undefined && !looksLikeZone.test(name)) return false;
  fields.at = end;
  fields.zone = known ?? Number.NaN;
  return true;
}
