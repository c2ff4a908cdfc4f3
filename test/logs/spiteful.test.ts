/** Text that nobody meant well: it is read in time, in bounded memory, and never throws. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analysed, type Asked } from '../../src/logs/analyse.ts';
import type { LogFile } from '../../src/logs/reader.ts';
import { reading } from '../../src/logs/stretches.ts';
import { timedOf } from '../../src/logs/timed.ts';
import { utc } from '../../src/logs/timestamps/zone.ts';
import { inMemory } from '../../src/logs/unpack.ts';
import { dawn } from './making/log.ts';

const asked = (file: LogFile, more: Partial<Asked> = {}): Asked => ({
  file,
  timed: timedOf(file, utc),
  zone: utc,
  writers: [],
  nowMs: dawn,
  redacts: true,
  bounds: reading,
  until: () => false,
  atMs: null,
  byHand: null,
  notes: [],
  ...more,
});

const ofText = (text: string | Buffer): LogFile => inMemory('spiteful.log', Buffer.from(text), dawn);

test('any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 3000 }), (bytes) => {
      assert.deepEqual(analysed(asked(ofText(Buffer.from(bytes)))).report.unfinished, []);
    }),
    { numRuns: 200 },
  );
});

test('any lines behind any stamps', () => {
  const stamp = fc.constantFrom(
    '2017-12-18 03:29:47,230 ',
    '[Mon Dec 18 03:29:47 2017] ',
    '1513567787 ',
    '99:99:99 ',
    '',
    '\u001b[31m',
    '{"time":',
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(stamp, fc.string({ unit: 'binary', maxLength: 60 })), {
        minLength: 1,
        maxLength: 80,
      }),
      (lines) => {
        const text = lines.map(([head, tail]) => `${head}${tail}\n`).join('');
        assert.ok(analysed(asked(ofText(text))).report.last.length <= 3);
      },
    ),
    { numRuns: 200 },
  );
});

test('a gigabyte without an end of line', () => {
  const size = 1024 * 1024 * 1024;
  const file: LogFile = {
    ...inMemory('long.log', Buffer.alloc(0), dawn),
    sizeBytes: size,
    read: (offset, length) => Buffer.alloc(Math.max(0, Math.min(length, size - offset)), 'x'),
    readInto: (buffer, offset) => buffer.fill('x').length - Math.max(0, offset + buffer.length - size),
  };
  const before = process.memoryUsage().rss;
  const began = performance.now();
  const { report } = analysed(asked(file));
  assert.deepEqual([report.format, report.unfinished], [null, []]);
  assert.ok(report.last.every(({ text }) => text.length <= 300));
  assert.ok(performance.now() - began < 60_000);
  assert.ok(process.memoryUsage().rss - before < 300e6);
});

test('a clock that is set back, again and again', () => {
  const text = Array.from(
    { length: 3000 },
    (_, index) => `${new Date(dawn + (index % 40) * 3_600_000).toISOString()} tick ${index}\n`,
  ).join('');
  const { report } = analysed(asked(ofText(text), { atMs: dawn + 7_200_000 }));
  assert.ok(report.aroundStart.length > 0);
});

test('time that is up: what was read so far, and a word about it', () => {
  const text = Array.from(
    { length: 200_000 },
    (_, index) => `${new Date(dawn + index * 100).toISOString()} job ${index} started\n`,
  ).join('');
  let asks = 0;
  const { report } = analysed(asked(ofText(text), { until: () => asks++ > 3 }));
  assert.ok(
    report.notes.some((note) => /no time|looked for in/.test(note)),
    report.notes.join(),
  );
});

test('more signatures than there is room for', () => {
  const text = Array.from(
    { length: 30_000 },
    (_, index) =>
      `${new Date(dawn + index).toISOString()} ${index.toString(26).replace(/\d/g, (figure) => 'qrstuvwxyz'[Number(figure)] ?? 'q')} says\n`,
  ).join('');
  assert.deepEqual(analysed(asked(ofText(text))).report.unfinished, []);
});
