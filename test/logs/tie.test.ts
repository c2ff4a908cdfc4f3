/** Whose an open operation is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation } from '../../src/logs/operations.ts';
import { tied, type Writer } from '../../src/logs/tie.ts';

const beganMs = Date.parse('2017-12-18T03:29:47.230Z');

const operation = (words: string, more: Partial<Operation> = {}): Operation => ({
  key: '0144',
  offset: 0,
  beganMs,
  bytes: Buffer.from(words),
  words,
  finished: 209,
  medianMs: 5000,
  longestMs: 9000,
  ...more,
});

const writer = (pid: number, more: Partial<Writer> = {}): Writer => ({
  pid,
  relation: 'match',
  startedAtMs: beganMs - 9e6,
  blockedSinceMs: null,
  tids: [pid],
  threads: [{ tid: pid, ids: [pid], name: 'python' }],
  ...more,
});

const told = (operations: readonly Operation[], writers: readonly Writer[]): readonly string[] =>
  tied(operations, writers).map(
    ({ operation: { key }, pid, tid, by }) => `${key}: ${pid}${tid === null ? '' : `/${tid}`} by ${by}`,
  );

const start = 'INFO station_id=0144 start';
const threads = (pid: number, ...names: readonly string[]): Pick<Writer, 'threads'> => ({
  threads: [
    { tid: pid, ids: [pid], name: 'java' },
    ...names.map((name, index) => ({ tid: pid + 1 + index, ids: [pid + 1 + index, 2 + index], name })),
  ],
});

interface Row {
  readonly situation: string;
  readonly operations: readonly Operation[];
  readonly writers: readonly Writer[];
  readonly want: readonly string[];
}

const rows: readonly Row[] = [
  {
    situation: 'the pid in brackets',
    operations: [operation(`es04 fetcher[26607]: ${start}`)],
    writers: [writer(26600), writer(26607)],
    want: ['0144: 26607 by pid in the line'],
  },
  {
    situation: 'the pid by its name',
    operations: [operation(`${start} pid=26607`)],
    writers: [writer(26607)],
    want: ['0144: 26607 by pid in the line'],
  },
  {
    situation: 'the pid before the message',
    operations: [operation(`26607 ${start}`)],
    writers: [writer(26607)],
    want: ['0144: 26607 by pid in the line'],
  },
  {
    situation: 'a number in the message is no pid',
    operations: [operation(`${start}, expecting 26607 bytes`)],
    writers: [writer(26607)],
    want: [],
  },
  {
    situation: 'the pid of its own namespace',
    operations: [operation(`[7] ${start}`)],
    writers: [writer(26607, { threads: [{ tid: 26607, ids: [26607, 7], name: 'python' }] })],
    want: ['0144: 26607 by pid in the line'],
  },
  {
    situation: 'the id of a thread',
    operations: [operation(`INFO 26609 ${start}`)],
    writers: [writer(26607, threads(26607, 'a', 'b'))],
    want: ['0144: 26607/26609 by thread in the line'],
  },
  {
    situation: 'the name of a thread',
    operations: [operation(`INFO [render-3] ${start}`)],
    writers: [writer(26607, threads(26607, 'render-2', 'render-3'))],
    want: ['0144: 26607/26609 by thread in the line'],
  },
  {
    situation: 'a name that the kernel has cut',
    operations: [operation(`INFO [http-nio-8080-exec-12] ${start}`)],
    writers: [writer(26607, threads(26607, 'http-nio-8080-e', 'other'))],
    want: ['0144: 26607/26608 by thread in the line'],
  },
  {
    situation: 'a name that several threads have',
    operations: [operation(`INFO [worker] ${start}`)],
    writers: [writer(26607, threads(26607, 'worker', 'worker'))],
    want: [],
  },
  {
    situation: 'the second in which it began',
    operations: [operation(start)],
    writers: [writer(25405), writer(26607, { startedAtMs: beganMs - 200 })],
    want: ['0144: 26607 by time of its start'],
  },
  {
    situation: 'the second in which it stopped',
    operations: [operation(start)],
    writers: [writer(25405), writer(26607, { blockedSinceMs: beganMs + 300 })],
    want: ['0144: 26607 by time of its block'],
  },
  {
    situation: 'its start is more than its block',
    operations: [operation(start)],
    writers: [writer(25405, { blockedSinceMs: beganMs }), writer(26607, { startedAtMs: beganMs - 200 })],
    want: ['0144: 26607 by time of its start'],
  },
  {
    situation: 'two workers that began together, one operation: nobody knows',
    operations: [operation(start)],
    writers: [writer(812, { startedAtMs: beganMs }), writer(813, { startedAtMs: beganMs - 10 })],
    want: [],
  },
  {
    situation: 'two workers, two operations: each its own',
    operations: [operation(start), operation(start, { key: '0145', beganMs: beganMs + 900 })],
    writers: [writer(812, { startedAtMs: beganMs - 100 }), writer(813, { startedAtMs: beganMs + 850 })],
    want: ['0145: 813 by time of its start', '0144: 812 by time of its start'],
  },
  {
    situation: 'neither its start nor its block',
    operations: [operation(start)],
    writers: [writer(26607, { blockedSinceMs: beganMs + 60_000 })],
    want: [],
  },
  {
    situation: 'without a clock there is no time',
    operations: [operation(start, { beganMs: null })],
    writers: [writer(26607, { startedAtMs: beganMs })],
    want: [],
  },
  {
    situation: 'a daemon’s own start is its life',
    operations: [operation('daemon 26607 starting', { key: '26607' })],
    writers: [writer(26607, { startedAtMs: beganMs - 100 })],
    want: [],
  },
];

for (const { situation, operations, writers, want } of rows) {
  test(situation, () => assert.deepEqual(told(operations, writers), want));
}
