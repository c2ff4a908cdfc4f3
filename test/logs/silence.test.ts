/** Gaps between lines, and sentences about them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeIn } from '../../src/logs/mine/window.ts';
import { lasting, unfinishedSentence } from '../../src/logs/sentences.ts';
import { gapsOf } from '../../src/logs/silence.ts';
import { timedOf } from '../../src/logs/timed.ts';
import { utc } from '../../src/logs/timestamps/zone.ts';
import { inMemory } from '../../src/logs/unpack.ts';
import { clocks } from './making/clocks.ts';
import { dawn } from './making/log.ts';

test('the usual gap and the longest', () => {
  const text = Array.from(
    { length: 101 },
    (_, index) => `${clocks.python(dawn + index * 1000 + (index > 50 ? 39_000 : 0))} tick\n`,
  ).join('');
  const file = inMemory('made.log', Buffer.from(text), dawn);
  const timed = timedOf(file, utc);
  assert.ok(timed);
  const window = takeIn(
    { file, clock: timed.clock, calendar: timed.calendar },
    [[0, file.sizeBytes]],
    () => false,
  );
  assert.deepEqual(gapsOf(window), { p99Ms: 40_000, longestMs: 40_000, count: 100 });
});

test('what lies between two stretches that were read is no gap', () => {
  const lines = Array.from({ length: 100 }, (_, index) => `${clocks.python(dawn + index * 1000)} tick\n`);
  const text = lines.join('');
  const file = inMemory('made.log', Buffer.from(text), dawn);
  const timed = timedOf(file, utc);
  assert.ok(timed);
  const width = (lines[0] ?? '').length;
  const window = takeIn(
    { file, clock: timed.clock, calendar: timed.calendar },
    [
      [0, width * 30],
      [width * 70, file.sizeBytes],
    ],
    () => false,
  );
  assert.equal(gapsOf(window)?.longestMs, 1000);
});

test('durations as they are said', () => {
  const said = [0, 4, 81, 200, 5400, 45_000, 119_000, 180_000, 285_600_000].map(lasting);
  assert.deepEqual(said, ['0 s', '4 ms', '81 ms', '0.2 s', '5.4 s', '45 s', '119 s', '3 minutes', '3 days']);
});

test('the sentence that joins log and process', () => {
  const operation = {
    key: '0144',
    offset: 0,
    beganMs: 0,
    bytes: Buffer.alloc(0),
    words: '',
    finished: 209,
    medianMs: 5000,
    longestMs: 9000,
  };
  const tie = { operation, pid: 26607, tid: null, by: 'time of its start' as const, apartMs: 200 };
  assert.equal(
    unfinishedSentence(operation, '2017-12-18T03:29:47.430+09:00', tie),
    '0144 began at 03:29:47, 0.2 s after 26607 started, and never ended; 209 others did, in 5 s at the median',
  );
  assert.equal(
    unfinishedSentence({ ...operation, medianMs: null, finished: 1 }, null, null),
    '0144 began and never ended; 1 other did',
  );
});
