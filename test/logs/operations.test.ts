/** When an operation counts as unfinished, and when it does not: small logs by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationsOfText } from './making/mined.ts';
import { clocks } from './making/clocks.ts';
import { dawn } from './making/log.ts';

interface Lines {
  readonly [key: string]: (ms: number, job: number) => string;
}

const say: Lines = {
  started: (ms, job) => `${clocks.python(ms)} INFO [worker-${job % 3}] job ${4000 + job} started`,
  finished: (ms, job) => `${clocks.python(ms)} INFO [worker-${job % 3}] job ${4000 + job} finished`,
  failed: (ms, job) => `${clocks.python(ms)} ERROR [worker-${job % 3}] job ${4000 + job} failed: disk full`,
  waits: (ms, job) =>
    `${clocks.python(ms)} WARNING [worker-${job % 3}] job ${4000 + job} still waiting for the printer`,
};

/** So many jobs, a minute apart, five seconds each; `odd` says what becomes of some. */
function log(
  jobs: number,
  odd: Readonly<Record<number, readonly string[]>>,
  tail: readonly string[] = [],
): { readonly text: string; readonly endMs: number } {
  const lines: string[] = [];
  let ms = dawn;
  for (let job = 0; job < jobs; job++) {
    ms += 60_000;
    const words = odd[job] ?? ['finished'];
    lines.push(say['started']?.(ms, job) ?? '');
    for (const word of words) lines.push(say[word]?.(ms + 5000, job) ?? '');
  }
  return { text: [...lines, ...tail].map((line) => `${line}\n`).join(''), endMs: ms + 5000 };
}

const keys = ({ text, endMs }: { readonly text: string; readonly endMs: number }): readonly string[] =>
  operationsOfText(text, endMs).map(({ key }) => key);

test('one of sixty has no end', () => assert.deepEqual(keys(log(60, { 30: [] })), ['4030']));
test('all have one', () => assert.deepEqual(keys(log(60, {})), []));
test('an operation that failed does not hang', () => assert.deepEqual(keys(log(60, { 30: ['failed'] })), []));
test('one that only says that it still waits does', () =>
  assert.deepEqual(keys(log(60, { 30: ['waits'] })), ['4030']));
test('the last one may still be under way', () => assert.deepEqual(keys(log(60, { 59: [] })), []));
test('a dozen are enough where the words say begin and end', () =>
  assert.deepEqual(keys(log(12, { 5: [] })), ['4005']));
test('of four nobody knows', () => assert.deepEqual(keys(log(4, { 1: [] })), []));
test('where a third never ends, ends are no rule', () => {
  const odd = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [index * 3, []]));
  assert.deepEqual(keys(log(60, odd)), []);
});

test('the end may stand in a line that is not finished yet', () => {
  const { text, endMs } = log(60, { 30: [] });
  assert.deepEqual(keys({ text: `${text}${clocks.python(endMs)} INFO [worker-0] job 4030 fin`, endMs }), []);
});

test('how the others went', () => {
  const { text, endMs } = log(60, { 30: [] });
  const [operation] = operationsOfText(text, endMs);
  assert.deepEqual(
    {
      finished: operation?.finished,
      medianMs: operation?.medianMs,
      longestMs: operation?.longestMs,
      beganMs: operation?.beganMs,
    },
    { finished: 59, medianMs: 5000, longestMs: 5000, beganMs: dawn + 31 * 60_000 },
  );
});

test('a connection that stays open is nobody’s debt', () => {
  const { text, endMs } = log(60, { 30: [] });
  assert.deepEqual(keys({ text: text.replaceAll('job', 'connection'), endMs }), []);
});

test('an end in the older generation of lines written at the same second', () => {
  const lines = Array.from({ length: 40 }, (_, index) => {
    const at = clocks.seconds(dawn + index * 60_000);
    // Two writers: the end of a short operation reaches the file before its beginning.
    return index % 10 === 7
      ? `${at} closed ticket T-${100 + index}\n${at} opened ticket T-${100 + index}`
      : `${at} opened ticket T-${100 + index}\n${at} closed ticket T-${100 + index}`;
  });
  assert.deepEqual(keys({ text: `${lines.join('\n')}\n`, endMs: dawn + 40 * 60_000 }), []);
});
