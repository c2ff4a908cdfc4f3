/** The place of a moment, found in few reads, is the one that reading all lines finds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogFile } from '../../src/logs/reader.ts';
import { offsetOfMoment } from '../../src/logs/seek.ts';
import { timedOf } from '../../src/logs/timed.ts';
import { utc, zoneOf, type Zone } from '../../src/logs/timestamps/zone.ts';
import { inMemory } from '../../src/logs/unpack.ts';
import { chance } from './making/chance.ts';
import { clocks } from './making/clocks.ts';
import { dawn } from './making/log.ts';

function located(
  text: string,
  mtimeMs: number,
  moments: readonly number[],
  zone: Zone = utc,
): readonly string[] {
  const timed = timedOf(inMemory('made.log', Buffer.from(text), mtimeMs), zone);
  assert.ok(timed);
  return moments.map((moment) => {
    const rest = Buffer.from(text).subarray(offsetOfMoment(timed, moment)).toString();
    return rest.slice(0, Math.max(0, rest.indexOf('\n')));
  });
}

const line = (ms: number, index: number): string =>
  `${clocks.python(ms)} INFO line ${index} ${'x'.repeat(index % 90)}`;

test('every line of a log, and what lies before, between and behind them', () => {
  const random = chance(3);
  const times: number[] = [];
  for (let ms = dawn; times.length < 6000; ms += random.between(1, 4000)) times.push(ms);
  const lines = times.map(line);
  const text = `${lines.join('\n')}\n`;
  const last = times.at(-1) ?? 0;
  const some = times.filter((_, index) => index % 37 === 0);
  assert.deepEqual(
    located(text, last, some),
    some.map((ms) => lines[times.indexOf(ms)]),
  );
  assert.deepEqual(located(text, last, [dawn - 1]), [lines[0]]);
  assert.deepEqual(located(text, last, [last + 1]), ['']);
  const between = (times[3000] ?? 0) + 0.5;
  assert.deepEqual(located(text, last, [between]), [lines[3001]]);
});

test('lines that two writers put out of order by seconds', () => {
  const random = chance(5);
  const stamped = Array.from(
    { length: 8000 },
    (_, index) => dawn + index * 500 + random.between(-2000, 2000),
  );
  const lines = stamped.map((ms, index) => `${clocks.seconds(ms)} line ${index}`);
  const wanted = dawn + 4000 * 500;
  const [found = ''] = located(`${lines.join('\n')}\n`, stamped.at(-1) ?? 0, [wanted]);
  const index = lines.indexOf(found);
  assert.ok(Math.abs(index - 4000) < 12, `line ${index}`);
});

test('tracebacks between the lines, longer than a block', () => {
  const lines = Array.from({ length: 400 }, (_, index) =>
    index % 20 === 0
      ? `${line(dawn + index * 1000, index)}\n${'  File "a.py", line 1\n'.repeat(600)}end`
      : line(dawn + index * 1000, index),
  );
  const [found = ''] = located(`${lines.join('\n')}\n`, dawn + 400_000, [dawn + 301_000]);
  assert.match(found, / line 301 /);
});

test('lines in no order at all: the nearest', () => {
  const random = chance(7);
  const times = Array.from({ length: 3000 }, () => dawn + random.below(90 * 86_400_000));
  const lines = times.map((ms, index) => `${Math.floor(ms / 1000)} line ${index}`);
  const wanted = times[1234] ?? 0;
  assert.deepEqual(located(`${lines.join('\n')}\n`, dawn, [wanted]), [lines[1234]]);
});

test('a few reads find a place among a gigabyte', () => {
  // 10 million lines of 100 bytes that are made when they are read.
  const width = 100;
  const count = 10_000_000;
  let reads = 0;
  const content = (offset: number, length: number): Buffer => {
    const first = Math.floor(offset / width);
    const last = Math.min(count - 1, Math.floor((offset + length) / width));
    const text = Array.from({ length: last - first + 1 }, (_, index) => {
      const own = first + index;
      return `${clocks.python(dawn + own * 1000)} line ${own}`.padEnd(width - 1, '.') + '\n';
    }).join('');
    return Buffer.from(text).subarray(
      offset - first * width,
      offset - first * width + Math.min(length, count * width - offset),
    );
  };
  const file: LogFile = {
    ...inMemory('large.log', Buffer.alloc(0), dawn + count * 1000),
    sizeBytes: width * count,
    read(offset, length) {
      reads++;
      return content(offset, length);
    },
    readInto: (buffer, offset) => content(offset, buffer.length).copy(buffer),
  };
  const timed = timedOf(file, utc);
  assert.ok(timed);
  reads = 0;
  assert.equal(offsetOfMoment(timed, dawn + 7_654_321_000), 7_654_321 * width);
  assert.ok(reads < 40, `${reads} reads`);
});

test('the hour that comes twice at the end of summer time', () => {
  const berlin = zoneOf('Europe/Berlin') ?? utc;
  const from = Date.parse('2017-10-28T22:00:00Z');
  const moments = Array.from({ length: 600 }, (_, index) => from + index * 30_000);
  const lines = moments.map((moment, index) => {
    const civil = moment + (moment < Date.parse('2017-10-29T01:00:00Z') ? 120 : 60) * 60_000;
    return `${clocks.seconds(civil)} line ${index}`;
  });
  const text = `${lines.join('\n')}\n`;
  const first = Date.parse('2017-10-29T00:30:00Z');
  const second = Date.parse('2017-10-29T01:30:00Z');
  const wanted = [first, second, from, from + 599 * 30_000];
  assert.deepEqual(
    located(text, from + 600 * 30_000, wanted, berlin),
    wanted.map((moment) => lines[moments.indexOf(moment)]),
  );
});

test('holes between the lines, as a sparse file has them', () => {
  const lines: string[] = [];
  const parts: string[] = [];
  for (let part = 0; part < 12; part++) {
    const own = Array.from({ length: 300 }, (_, index) =>
      line(dawn + (part * 300 + index) * 1000, part * 300 + index),
    );
    lines.push(...own);
    parts.push(
      `${own.join('\n')}\n${part < 11 ? `${'\0'.repeat(part % 3 === 0 ? 5_000_000 : 300_000)}\n` : ''}`,
    );
  }
  const moments = [5, 290, 301, 1777, 2999, 3598].map((index) => dawn + index * 1000);
  assert.deepEqual(
    located(parts.join(''), dawn + 3_600_000, moments),
    moments.map((moment) => lines[(moment - dawn) / 1000]),
  );
});
