/** Knots: a cycle is a deadlock only where none of its members has another way out (Holt 1972). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knotsIn } from '../../src/graph/knots.ts';
import { spread } from '../../src/graph/spread.ts';
import type { Graph, Node } from '../../src/graph/graph.ts';
import { child, sketched, task, timed, type Sketch } from './graphs.ts';

const clock = { by: 'clock', inSeconds: 1 } as const;

/** Who runs, or has any other way than a process, can be set free. */
const boundIn = (graph: Graph): ReadonlySet<Node> => {
  const free = spread(graph, ({ wait }) => wait === null || wait.enders.some(({ by }) => by !== 'task'));
  return new Set([...graph.nodes.values()].filter((node) => !free.has(node)));
};

const lock = (pid: number, ...holders: readonly number[]): Sketch => ({
  pid,
  kind: 'file-lock',
  enders: holders.map((holder) => task(holder)),
});

const rows: readonly { situation: string; sketches: readonly Sketch[]; knots: readonly (readonly number[])[]; lost?: readonly number[] }[] = [
  { situation: 'two hold each other', sketches: [lock(1, 2), lock(2, 1)], knots: [[1, 2]] },
  { situation: 'a ring of three, told in waiting order', sketches: [lock(1, 2), lock(2, 3), lock(3, 1)], knots: [[1, 2, 3]] },
  { situation: 'a cycle that somebody outside can break', sketches: [lock(1, 2, 3), lock(2, 1), { pid: 3, kind: null }], knots: [] },
  { situation: 'a cycle with a time-out in it', sketches: [lock(1, 2), { pid: 2, kind: 'file-lock', enders: [task(1), clock] }], knots: [] },
  { situation: 'either of two children, one of which gets on', sketches: [{ pid: 1, kind: 'child-exit', enders: [child(2), child(3)] }, lock(2, 1), { pid: 3, kind: null }], knots: [] },
  { situation: 'either of two children, both of which want what it has', sketches: [{ pid: 1, kind: 'child-exit', enders: [child(2), child(3)] }, lock(2, 1), lock(3, 1)], knots: [[1, 2]] },
  { situation: 'a waiter in front of a ring is no part of it', sketches: [lock(9, 1), lock(1, 2), lock(2, 1)], knots: [[1, 2]] },
  { situation: 'two rings are two knots', sketches: [lock(1, 2), lock(2, 1), lock(3, 4), lock(4, 3)], knots: [[1, 2], [3, 4]] },
  { situation: 'a thread that has its own lock', sketches: [{ pid: 1, kind: 'mutex', enders: [task(1, 'm', 'release', 1)] }], knots: [[1]] },
  { situation: 'nobody is left to end it', sketches: [{ pid: 1, kind: 'pipe-read' }], knots: [], lost: [1] },
  { situation: 'another thread of the same process gets on', sketches: [lock(1, 2), { pid: 2, tid: 2, kind: 'file-lock', enders: [task(1)] }, { pid: 2, tid: 20, kind: null }], knots: [] },
  { situation: 'the thread that is named gets on, another does not', sketches: [{ pid: 1, tid: 1, kind: 'thread-join', enders: [task(1, 'thread 10', 'exit', 10)] }, { pid: 1, tid: 10, kind: 'mutex', enders: [task(1, 'm', 'release', 1)] }, { pid: 1, tid: 11, kind: null }], knots: [[1, 10]] },
]; // prettier-ignore

const rotated = (cycle: readonly number[]): readonly number[] => {
  const start = cycle.indexOf(Math.min(...cycle));
  return [...cycle.slice(start), ...cycle.slice(0, start)];
};

for (const { situation, sketches, knots, lost = [] } of rows)
  test(`knots: ${situation}`, () => {
    const graph = sketched(sketches);
    const told = knotsIn(graph, boundIn(graph));
    const cycles = told.knots.map(({ cycle }) => rotated(cycle.map(({ tid }) => tid)));
    assert.deepEqual(
      cycles.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
      knots,
    );
    assert.deepEqual(
      told.lost.map(({ tid }) => tid),
      lost,
    );
  });

const count = 10_000;
const pids = Array.from({ length: count }, (_, index) => index + 1);

const large: readonly { situation: string; sketches: readonly Sketch[]; knots: number; longest: number }[] = [
  { situation: 'a chain', sketches: pids.map((pid) => (pid === count ? { pid, kind: null } : lock(pid, pid + 1))), knots: 0, longest: 0 },
  { situation: 'a chain to somebody whom nobody can help', sketches: pids.map((pid) => (pid === count ? { pid, kind: 'pipe-read' } : lock(pid, pid + 1))), knots: 0, longest: 0 },
  { situation: 'a ring', sketches: pids.map((pid) => lock(pid, (pid % count) + 1)), knots: 1, longest: count },
  { situation: 'cycles everywhere', sketches: pids.map((pid) => lock(pid, (pid % count) + 1, ((pid * 7) % count) + 1, ((pid + 4999) % count) + 1)), knots: 1, longest: count },
  { situation: 'pairs', sketches: pids.map((pid) => lock(pid, pid % 2 === 0 ? pid - 1 : pid + 1)), knots: count / 2, longest: 2 },
  { situation: 'all behind one', sketches: pids.map((pid) => (pid === 1 ? { pid, kind: 'file-lock', enders: pids.slice(1).map((other) => task(other)) } : lock(pid, 1))), knots: 1, longest: 2 },
]; // prettier-ignore

for (const { situation, sketches, knots, longest } of large)
  test(`knots: ${count} waits, ${situation}, in time`, () => {
    const graph = sketched(sketches);
    const told = timed(() => knotsIn(graph, boundIn(graph)));
    assert.equal(told.knots.length, knots);
    const length = Math.max(0, ...told.knots.map(({ cycle }) => cycle.length));
    assert.ok(length <= longest && (longest === 0 || length > 0), `the longest cycle has ${length}`);
  });
