/** Files alone: the command for logs without a process. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readFiles } from '../../src/logs/index.ts';
import { openCarefully } from '../../src/logs/opening.ts';
import { clocks } from './making/clocks.ts';
import { dawn } from './making/log.ts';
import { hungShapes } from './making/hung.ts';

const directory = mkdtempSync(join(tmpdir(), 'why-stuck-files-'));
after(() => rmSync(directory, { recursive: true }));

/** Written when its last line was. */
function written(name: string, content: string | Buffer, atMs: number): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  utimesSync(path, atMs / 1000, atMs / 1000);
  return path;
}

const plain = { at: null, byHand: null, redacts: true, nowMs: Date.parse('2017-12-21T10:50:00Z') };

test('the clock, the silence, the operation that never ended', async () => {
  const shape = hungShapes[0];
  assert.ok(shape);
  const log = shape.make(1, 1);
  const path = written('fetcher.log', log.text, log.endMs);
  const { logs, warnings } = await readFiles({ ...plain, files: [path] });
  const [found] = logs;
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    {
      path: found?.path,
      pids: found?.pids,
      format: found?.format,
      keys: found?.unfinished.map(({ key }) => key),
      silent: found?.silentFor,
    },
    {
      path,
      pids: [],
      format: '%Y-%m-%d %H:%M:%S,%f',
      keys: log.unfinished.map(({ key }) => key),
      silent: (plain.nowMs - log.endMs) / 1000,
    },
  );
  assert.equal(found?.last.length, 3);
  assert.match(
    found?.unfinished[0]?.sentence ?? '',
    /^\d{4} began at \d\d:\d\d:\d\d and never ended; 209 others did, in \d/,
  );
});

test('generations that are named together are one log: what ends in the next has ended', async () => {
  const lines = Array.from({ length: 60 }, (_, job) => {
    const ms = dawn + job * 60_000;
    return [
      `${clocks.python(ms)} job ${4000 + job} started`,
      ...(job === 30 ? [] : [`${clocks.python(ms + 90_000)} job ${4000 + job} finished`]),
    ];
  })
    .flat()
    .sort();
  const parts = [lines.slice(0, 40), lines.slice(40, 80), lines.slice(80)].map((part) =>
    part.map((line) => `${line}\n`).join(''),
  );
  const files = [
    written('jobs.log', parts[2] ?? '', dawn + 3_700_000),
    written('jobs.log.2.gz', gzipSync(parts[0] ?? ''), dawn + 1_100_000),
    written('jobs.log.1', parts[1] ?? '', dawn + 2_300_000),
  ];
  const { logs } = await readFiles({ ...plain, files });
  assert.deepEqual(
    logs.map((log) => [log.path, log.unfinished.map(({ key, path, line }) => [key, path, line])]),
    [
      [
        files[0],
        [['4030', files[2], lines.indexOf(`${clocks.python(dawn + 30 * 60_000)} job 4030 started`) - 40 + 1]],
      ],
    ],
  );
});

test('the lines around a time, written as the log writes it or otherwise', async () => {
  const text = Array.from(
    { length: 500 },
    (_, index) => `${clocks.python(dawn + index * 1000)} tick ${index}\n`,
  ).join('');
  const path = written('ticks.log', text, dawn + 500_000);
  for (const at of ['2017-12-18 03:05:00,000', '2017-12-18T03:05:00Z', '03:05:00', 'Dec 18 03:05:00']) {
    const { logs } = await readFiles({ ...plain, files: [path], at });
    assert.ok(
      logs[0]?.aroundStart.some(({ text: line }) => line.endsWith('tick 300')),
      at,
    );
  }
  await assert.rejects(readFiles({ ...plain, files: [path], at: 'yesterday' }), /"yesterday" is no time/);
});

test('expressions by hand, with the key in a group or by an expression of its own', async () => {
  const text = ['a 17 los', 'b 18 los', 'c 17 fertig', 'd 19 los']
    .map((line, index) => `${clocks.python(dawn + index * 1000)} ${line}\n`)
    .join('');
  const path = written('hand.log', text, dawn + 4000);
  const keysBy = async (begin: RegExp, end: RegExp, key: RegExp | null): Promise<readonly unknown[]> => {
    const { logs } = await readFiles({ ...plain, files: [path], byHand: { begin, end, key } });
    return (logs[0]?.unfinished ?? []).map(({ key: name, line, finished, medianSeconds }) => [
      name,
      line,
      finished,
      medianSeconds,
    ]);
  };
  const want = [
    ['18', 2, 1, 2],
    ['19', 4, 1, 2],
  ];
  assert.deepEqual(await keysBy(/(\d+) los/, /(\d+) fertig/, null), want);
  assert.deepEqual(await keysBy(/los/, /fertig/, /\b1\d\b(?= \w)/), want);
});

test('whoever does not answer is left alone in time', async () => {
  const fifo = join(directory, 'hangs');
  execFileSync('mkfifo', [fifo]);
  const began = Date.now();
  const opened = await openCarefully({ path: fifo, through: fifo, mountType: 'nfs4', isSuspect: false });
  assert.deepEqual(opened.ok ? null : [opened.refusal, opened.message], [
    'unresponsive',
    `${fifo} does not answer (nfs4)`,
  ]);
  assert.ok(Date.now() - began < 10_000);
});
