/** Gaps between lines, and sentences about them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeIn } from '../../src/logs/mine/window.ts';
import { lasting, silenceSentence, unfinishedSentence } from '../../src/logs/sentences.ts';
import { gapsOf, isSilent } from '../../src/logs/silence.ts';
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

test('silence is three times the longest gap, where enough gaps are known', () => {
  const gaps = { p99Ms: 1200, longestMs: 40_000, count: 5000 };
  assert.deepEqual(
    [119_000, 121_000].map((ms) => isSilent(ms, gaps)),
    [false, true],
  );
  assert.equal(isSilent(9_000, { ...gaps, longestMs: 1000 }), false);
  assert.equal(isSilent(1e9, { ...gaps, count: 30 }), false);
});

test('the sentence of a silence', () => {
  const lastMs = Date.parse('2017-12-18T03:29:47.100+09:00');
  const say = (blockedSinceMs: number | null): string =>
    silenceSentence('2017-12-18T03:29:47.100+09:00', lastMs, 40_000, [{ pid: 26607, blockedSinceMs }]);
  assert.equal(
    say(lastMs + 100),
    'nothing since 03:29:47, 0.1 s before 26607 stopped running; the longest gap before was 40 s',
  );
  assert.equal(say(lastMs + 60_000), 'nothing since 03:29:47; the longest gap before was 40 s');
  assert.equal(say(null), 'nothing since 03:29:47; the longest gap before was 40 s');
});
