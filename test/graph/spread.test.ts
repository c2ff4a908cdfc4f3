/** Spreading backwards along edges: who has at least one way to somebody in the set. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spread } from '../../src/graph/spread.ts';
import { child, sketched, task, timed, type Sketch } from './graphs.ts';

const rows: readonly { situation: string; sketches: readonly Sketch[]; want: readonly number[] }[] = [
  { situation: 'along a chain', sketches: [{ pid: 1, kind: 'file-lock', enders: [task(2)] }, { pid: 2, kind: 'child-exit', enders: [child(3)] }, { pid: 3, kind: null }], want: [1, 2, 3] },
  { situation: 'one of several is enough', sketches: [{ pid: 1, kind: 'child-exit', enders: [child(2), child(3)] }, { pid: 2, kind: 'sleep' }, { pid: 3, kind: null }], want: [1, 3] },
  { situation: 'not to whom it waits for', sketches: [{ pid: 1, kind: null }, { pid: 2, kind: 'sleep' }], want: [1] },
  { situation: 'round a ring that somebody feeds', sketches: [{ pid: 1, kind: 'file-lock', enders: [task(2)] }, { pid: 2, kind: 'poll', enders: [task(1), task(3)] }, { pid: 3, kind: null }], want: [1, 2, 3] },
  { situation: 'only by the thread that is named', sketches: [{ pid: 1, kind: 'mutex', enders: [task(2, 'm', 'release', 20)] }, { pid: 2, tid: 2, kind: null }, { pid: 2, tid: 20, kind: 'sleep' }], want: [2] },
  { situation: 'by any thread of a process', sketches: [{ pid: 1, kind: 'file-lock', enders: [task(2)] }, { pid: 2, tid: 2, kind: 'sleep' }, { pid: 2, tid: 20, kind: null }], want: [1, 20] },
  { situation: 'not by itself, as a member of its own process', sketches: [{ pid: 1, tid: 1, kind: 'pipe-read', enders: [task(1, 'pipe', 'data')] }], want: [] },
]; // prettier-ignore

for (const { situation, sketches, want } of rows)
  test(`spread: ${situation}`, () => {
    const graph = sketched(sketches);
    const told = [...spread(graph, ({ wait }) => wait === null)].map(({ tid }) => tid);
    assert.deepEqual(
      told.sort((a, b) => a - b),
      want,
    );
  });

test('spread: an edge may be refused', () => {
  const graph = sketched([
    { pid: 1, kind: 'file-lock', enders: [task(2)] },
    { pid: 2, kind: null },
  ]);
  const told = spread(
    graph,
    ({ wait }) => wait === null,
    (_, ender) => ender.need !== 'release',
  );
  assert.deepEqual(
    [...told].map(({ tid }) => tid),
    [2],
  );
});

test('spread: a chain of 10,000 and a ring of 10,000 in time', () => {
  const count = 10_000;
  const sketches = Array.from({ length: count }, (_, index): Sketch => ({
    pid: index + 1,
    kind: 'file-lock',
    enders: [task(index + 2), task(((index + count - 1) % count) + 1)],
  }));
  const graph = sketched([...sketches, { pid: count + 1, kind: null }]);
  assert.equal(timed(() => spread(graph, ({ wait }) => wait === null)).size, count + 1);
});
