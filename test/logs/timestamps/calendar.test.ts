/** What lines do not say is supplied: the year, the day, the zone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarOf, isoAt } from '../../../src/logs/timestamps/calendar.ts';
import { detectClock } from '../../../src/logs/timestamps/detect.ts';
import { readStamp, stamp } from '../../../src/logs/timestamps/read.ts';
import { utc, zoneOf, type Zone } from '../../../src/logs/timestamps/zone.ts';

/** The moment of each of these lines in a file that was last written at `mtime`. */
function moments(
  lines: readonly string[],
  mtime: string,
  zone: Zone = utc,
): { readonly iso: readonly string[]; readonly from: string } {
  const all = lines.map((line) => {
    const bytes = Buffer.from(line);
    return { bytes, from: 0, to: bytes.length, offset: 0 };
  });
  const clock = detectClock(all, Date.parse(mtime));
  assert.ok(clock);
  const read = all.map(({ bytes, from, to }) => {
    assert.ok(readStamp(clock, bytes, from, to));
    return { ms: stamp.ms, zone: stamp.zone };
  });
  const last = read.at(-1);
  assert.ok(last);
  const calendar = calendarOf(clock, last, Date.parse(mtime), zone);
  return {
    iso: read.map((one) => new Date(calendar.moment(one.ms, one.zone)).toISOString()),
    from: calendar.zoneFrom,
  };
}

const syslog = (text: string): string => `${text} es04 cron[1]: up`;

test('a year that is not written is the one in which the file was written', () => {
  const { iso } = moments([syslog('Dec 17 23:59:59'), syslog('Dec 18 03:29:47')], '2017-12-18T03:29:47.500Z');
  assert.deepEqual(iso, ['2017-12-17T23:59:59.000Z', '2017-12-18T03:29:47.000Z']);
});

test('December before January is of the year before', () => {
  const { iso } = moments([syslog('Dec 31 23:59:58'), syslog('Jan  1 00:00:03')], '2018-01-01T00:00:03.500Z');
  assert.deepEqual(iso, ['2017-12-31T23:59:58.000Z', '2018-01-01T00:00:03.000Z']);
});

test('a file that was last written in the year before', () => {
  const { iso } = moments([syslog('Oct 30 21:21:48'), syslog('Jul 27 10:23:42')], '2017-07-27T10:23:42Z');
  assert.deepEqual(iso, ['2016-10-30T21:21:48.000Z', '2017-07-27T10:23:42.000Z']);
});

test('the leap day is in a leap year', () => {
  const { iso } = moments([syslog('Feb 29 12:00:00')], '2018-06-01T00:00:00Z');
  assert.deepEqual(iso, ['2016-02-29T12:00:00.000Z']);
});

test('without a date the file’s time tells the day, and midnight the day before', () => {
  const { iso } = moments(['23:59:58,100 up', '00:00:03,200 up'], '2017-12-18T00:00:03.200Z');
  assert.deepEqual(iso, ['2017-12-17T23:59:58.100Z', '2017-12-18T00:00:03.200Z']);
});

test('the writer’s zone, confirmed by the file’s time', () => {
  const tokyo = zoneOf('Asia/Tokyo') ?? utc;
  const { iso, from } = moments(['2017-12-18 03:29:47,230 up'], '2017-12-17T18:29:47.231Z', tokyo);
  assert.deepEqual({ iso, from }, { iso: ['2017-12-17T18:29:47.230Z'], from: 'confirmed' });
});

test('another zone than was guessed, measured by the file’s time', () => {
  const { iso, from } = moments(['2017-12-18 08:59:47,230 up'], '2017-12-18T03:29:47.232Z', utc);
  assert.deepEqual({ iso, from }, { iso: ['2017-12-18T03:29:47.230Z'], from: 'measured' });
});

test('a copied file corrects nothing', () => {
  const { iso, from } = moments(['2017-12-18 08:59:47,230 up'], '2017-12-19T17:41:12Z', utc);
  assert.deepEqual({ iso, from }, { iso: ['2017-12-18T08:59:47.230Z'], from: 'guessed' });
});

test('a zone in the line is believed', () => {
  const { iso, from } = moments(['2017-12-18T03:29:47.230+09:00 up'], '2017-12-19T17:41:12Z', utc);
  assert.deepEqual({ iso, from }, { iso: ['2017-12-17T18:29:47.230Z'], from: 'written' });
});

test('seconds since the boot end when the file was written', () => {
  const { iso } = moments(['[   10.000000] a: up', '[   70.500000] b: up'], '2017-12-18T03:29:47.500Z');
  assert.deepEqual(iso, ['2017-12-18T03:28:47.000Z', '2017-12-18T03:29:47.500Z']);
});

test('%d/%m and %m/%d are told apart by a day above twelve', () => {
  const days = ['05/12/2017 03:29:47 up', '13/12/2017 03:29:47 up', '14/12/2017 03:29:47 up'];
  assert.deepEqual(moments(days, '2017-12-14T03:29:47Z').iso[0], '2017-12-05T03:29:47.000Z');
  const american = ['12/05/2017 03:29:47 up', '12/13/2017 03:29:47 up', '12/14/2017 03:29:47 up'];
  assert.deepEqual(moments(american, '2017-12-14T03:29:47Z').iso[0], '2017-12-05T03:29:47.000Z');
});

test('an hour that comes twice is the second one for a line behind others of the first', () => {
  const clock = detectClock(
    [{ bytes: Buffer.from('2017-10-29 02:30:00 up'), from: 0, to: 22, offset: 0 }],
    null,
  );
  assert.ok(clock);
  const ms = Date.UTC(2017, 9, 29, 2, 30);
  const calendar = calendarOf(
    clock,
    { ms, zone: Number.NaN },
    Date.parse('2017-11-05T00:00:00Z'),
    zoneOf('Europe/Berlin') ?? utc,
  );
  assert.equal(calendar.moment(ms, Number.NaN), Date.parse('2017-10-29T00:30:00Z'));
  assert.equal(
    calendar.moment(ms, Number.NaN, Date.parse('2017-10-29T00:59:59Z')),
    Date.parse('2017-10-29T01:30:00Z'),
  );
});

test('times are written with their offset', () => {
  assert.equal(isoAt(Date.parse('2017-12-17T18:29:47.230Z'), 540), '2017-12-18T03:29:47.230+09:00');
  assert.equal(isoAt(Date.parse('2017-12-18T08:29:47.000Z'), -210), '2017-12-18T04:59:47.000-03:30');
});
