/**
 * The shapes in which programs write the time of a line. Written as in strftime(3), with few additions:
 *
 *   [T _]  one of these bytes      %f  a fraction, `.123` or `,123456`, or none
 *   %e %k  blank-padded or not     %z  a zone (`Z`, `+0200`, `+02:00`) directly behind, or none
 *   %i     a count of milliseconds %Z  a blank and a zone: a number, or a name such as UTC or CEST
 *   %s %Q %U %N  seconds, milli-, micro- and nanoseconds since 1970; %@ a TAI64N label; %B seconds since boot
 *
 *   2017-12-18 03:29:47,230 INFO start 0144        [Mon Dec 18 03:29:47.230 2017] [notice] …
 *
 * Where several fit, the longest wins, so the order does not matter. What is ambiguous in itself (%m/%d or %d/%m) is
 * decided over a whole file (detect.ts).
 */
export const shapes: readonly string[] = [
  // ISO 8601 and what descends from it
  '%Y-%m-%d[T _]%H:%M:%S%f%z',
  '%Y-%m-%d %H:%M:%S%f%Z',
  '%Y-%m-%dT%H:%M:%S%f%Z',
  '%Y-%m-%d %k:%M:%S%f',
  '%Y-%m-%d[T ]%H:%M%z',
  '%Y-%m-%d-%H.%M.%S%f',
  '%Y-%m-%d, %H:%M:%S%f',
  '%Y-%m-%d@%H:%M:%S%f',
  '%Y/%m/%d[ T-]%H:%M:%S%f%z',
  '%Y/%m/%d %H:%M:%S%f%Z',
  '%Y.%m.%d[ T-]%H:%M:%S%f',
  '%Y%m%dT%H%M%S%f%z',
  '%Y%m%d %H:%M:%S%f',
  '%Y%m%d-%H:%M:%S%f',
  '%Y%m%d-%k:%q:%w:%i',
  '%Y%m%d[-_]%H%M%S%f',
  '%Y-%jT%H:%M:%S%f%z',
  // day, name of the month
  '%d/%b/%Y:%H:%M:%S%f%Z',
  '%d/%b/%Y:%H:%M:%S%f',
  '%d/%b/%Y %H:%M:%S%f',
  '%e %b %Y %H:%M:%S%f%z',
  '%e %b %Y %H:%M:%S%f%Z',
  '%e-%b-%Y %H:%M:%S%f%z',
  '%e-%b-%Y %H:%M:%S%f%Z',
  '%e-%b-%y %H:%M:%S%f',
  '%e %b %H:%M:%S%f',
  '%a %b %e %H:%M:%S%f %Y',
  '%a %b %e %H:%M:%S%f%Z %Y',
  '%a %b %e %H:%M:%S%f',
  '%a %b %e %Y %H:%M:%S%f',
  '%a, %e %b %Y %H:%M:%S%f%Z',
  '%a, %e %b %Y %H:%M:%S%f',
  '%a %e %b %Y %H:%M:%S%f',
  '%a %e %b %Y %I:%M:%S%f %p',
  '%b %e %H:%M:%S%f',
  '%b %e %H:%M:%S%f%Z',
  '%b %e %H:%M:%S%f %Y',
  '%b %e %Y %H:%M:%S%f',
  '%b %e, %Y %H:%M:%S%f',
  '%Y %b %e %H:%M:%S%f',
  '%b-%e %H:%M:%S%f',
  '%b %e, %Y %I:%M:%S%f %p',
  '%b %e, %Y, %I:%M:%S%f %p',
  // figures only, day and month in either order; of equals the first
  '%y/%m/%d %H:%M:%S%f',
  '%m/%d/%Y %H:%M:%S%f%Z',
  '%m/%d/%Y[ -:]%H:%M:%S%f',
  '%m/%d/%Y %I:%M:%S%f %p',
  '%o/%e/%Y %I:%M:%S%f %p',
  '%o/%e/%Y, %I:%M:%S%f %p',
  '%o/%e/%y %I:%M:%S%f %p',
  '%o/%e/%y %k:%M:%S%f%Z',
  '%o/%e/%y %k:%M:%S%f',
  '%o/%e/%Y %k:%M:%S%f',
  '%d/%m/%Y[ -:]%H:%M:%S%f',
  '%d/%m/%y %H:%M:%S%f',
  '%d.%m.%Y %H:%M:%S%f',
  '%d.%m.%y %H:%M:%S%f',
  '%d-%m-%Y[ T]%H:%M:%S%f',
  '%m-%d-%Y %H:%M:%S%f',
  // two figures for the year
  '%y-%m-%d %H:%M:%S%f',
  '%y%m%d %H%M%S',
  '%y%m%d %k:%M:%S',
  // no year at all
  '[IWEFDV]%m%d %H:%M:%S%f',
  '%m-%d %H:%M:%S%f',
  '%m/%d %H:%M:%S%f',
  '%m.%d %H:%M:%S%f',
  '%d/%m %H:%M:%S%f',
  // since 1970, since the boot, and the time of day alone
  '%s%f',
  '%Q%f',
  '%U',
  '%N',
  '%@',
  '%B',
  '%H:%M:%S%f',
  '%I:%M:%S%f %p',
  '%u:%M:%S%f',
];
