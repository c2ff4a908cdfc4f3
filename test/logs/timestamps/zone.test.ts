/** Zones: names, rules of TZ (tzset(3)), and the hours that summer time leaves out and repeats. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  momentOf,
  momentsOf,
  offsetAt,
  zoneOf,
  zoneOfTzFile,
  type Zone,
} from '../../../src/logs/timestamps/zone.ts';

const rows: readonly {
  readonly situation: string;
  readonly text: string;
  readonly at: string;
  readonly want: number | null;
}[] = [
  { situation: 'a name', text: 'Asia/Tokyo', at: '2017-12-18T00:00:00Z', want: 540 },
  { situation: 'a name behind a colon', text: ':Europe/Berlin', at: '2017-12-18T00:00:00Z', want: 60 },
  { situation: 'a name in summer', text: 'Europe/Berlin', at: '2017-07-18T00:00:00Z', want: 120 },
  { situation: 'half an hour', text: 'Asia/Kolkata', at: '2017-07-18T00:00:00Z', want: 330 },
  { situation: 'three quarters of an hour', text: 'Asia/Kathmandu', at: '2017-07-18T00:00:00Z', want: 345 },
  {
    situation: 'the link /etc/localtime',
    text: '/usr/share/zoneinfo/America/New_York',
    at: '2017-12-18T00:00:00Z',
    want: -300,
  },
  { situation: 'a rule, east of UTC is negative', text: 'JST-9', at: '2017-12-18T00:00:00Z', want: 540 },
  { situation: 'a rule with minutes', text: 'IST-5:30', at: '2017-12-18T00:00:00Z', want: 330 },
  {
    situation: 'a rule with a name in brackets',
    text: '<+0330>-3:30',
    at: '2017-12-18T00:00:00Z',
    want: 210,
  },
  { situation: 'a rule in winter', text: 'CET-1CEST,M3.5.0,M10.5.0/3', at: '2017-12-18T00:00:00Z', want: 60 },
  {
    situation: 'a rule in summer',
    text: 'CET-1CEST,M3.5.0,M10.5.0/3',
    at: '2017-07-18T00:00:00Z',
    want: 120,
  },
  {
    situation: 'a rule, the second before summer time',
    text: 'CET-1CEST,M3.5.0,M10.5.0/3',
    at: '2017-03-26T00:59:59Z',
    want: 60,
  },
  {
    situation: 'a rule, the second at which it begins',
    text: 'CET-1CEST,M3.5.0,M10.5.0/3',
    at: '2017-03-26T01:00:00Z',
    want: 120,
  },
  {
    situation: 'a rule south of the equator',
    text: 'AEST-10AEDT,M10.1.0,M4.1.0/3',
    at: '2017-12-18T00:00:00Z',
    want: 660,
  },
  { situation: 'UTC', text: 'UTC', at: '2017-12-18T00:00:00Z', want: 0 },
  { situation: 'the empty TZ', text: '', at: '2017-12-18T00:00:00Z', want: 0 },
  { situation: 'no zone at all', text: 'Nowhere/Land', at: '2017-12-18T00:00:00Z', want: null },
];

for (const { situation, text, at, want } of rows) {
  test(situation, () => {
    const zone = zoneOf(text);
    assert.equal(zone && offsetAt(zone, Date.parse(at)), want);
  });
}

test('the last line of a tz file is its rule', () => {
  const zone = zoneOfTzFile('TZif2\0\0binary\nCET-1CEST,M3.5.0,M10.5.0/3\n');
  assert.equal(zone && offsetAt(zone, Date.parse('2017-07-18T00:00:00Z')), 120);
});

const berlin: Zone = { kind: 'named', name: 'Europe/Berlin' };
const civil = (text: string): number => Date.parse(`${text}Z`);
const iso = (ms: number): string => new Date(ms).toISOString();

test('a time on the wall becomes a moment', () => {
  assert.equal(iso(momentOf(berlin, civil('2017-12-18T03:29:47.230'))), '2017-12-18T02:29:47.230Z');
  assert.equal(iso(momentOf(berlin, civil('2017-07-18T03:29:47.230'))), '2017-07-18T01:29:47.230Z');
});

test('the hour that comes twice means two moments', () => {
  assert.deepEqual(momentsOf(berlin, civil('2017-10-29T02:30:00')).map(iso), [
    '2017-10-29T00:30:00.000Z',
    '2017-10-29T01:30:00.000Z',
  ]);
  assert.equal(momentsOf(berlin, civil('2017-10-29T03:30:00')).length, 1);
});

test('the hour that is left out is read as if the clock had not been set', () => {
  assert.equal(iso(momentOf(berlin, civil('2017-03-26T02:30:00'))), '2017-03-26T01:30:00.000Z');
});
