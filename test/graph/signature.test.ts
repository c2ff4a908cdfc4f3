/** The signature of a hang: the same for the same shape, whatever the pids; another one for another shape. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signatureOf } from '../../src/graph/signature.ts';
import { at, child, sketched, task, type Sketch } from './graphs.ts';

interface Shown {
  readonly sketches: readonly Sketch[];
  readonly root: number;
  readonly cycle?: readonly number[];
}

function sign({ sketches, root, cycle = [] }: Shown): string {
  const graph = sketched(sketches);
  const nodes = [...graph.nodes.values()];
  return signatureOf(graph, {
    root: at(graph, root),
    cycle: cycle.map((tid) => at(graph, tid)),
    behind: new Set(nodes.filter(({ tid }) => tid !== root)),
  });
}

/** A shell waits for a fetcher, which waits for a remote. */
const story = (shift: number, name = 'fetcher', address = '211.52.1.3:80'): Shown => ({
  root: shift + 2,
  sketches: [
    { pid: shift + 1, name: 'sh', kind: 'child-exit', enders: [child(shift + 2)] },
    { pid: shift + 2, name, kind: 'tcp-receive', enders: [{ by: 'remote', address }] },
  ],
});

/** So many workers want a lock; its holder sleeps. */
const queue = (workers: number, kind: 'sleep' | 'stopped' = 'sleep'): Shown => ({
  root: 1,
  sketches: [
    { pid: 1, name: 'holder', kind },
    ...Array.from({ length: workers }, (_, index): Sketch => ({
      pid: 10 + index,
      name: `worker-${index}`,
      kind: 'file-lock',
      enders: [task(1)],
    })),
  ],
});

/** A ring of flocks; `order` says who is which, `first` who has waited longest. */
const ring = (pids: readonly number[], first: number): Shown => ({
  root: pids[first] ?? 0,
  cycle: pids.map((_, index) => pids[(first + index) % pids.length] ?? 0),
  sketches: pids.map((pid, index) => ({
    pid,
    name: ['tar', 'cp', 'rsync'][index] ?? 'x',
    kind: 'file-lock',
    enders: [task(pids[(index + 1) % pids.length] ?? 0)],
  })),
});

test('signature: twelve hexadecimal digits', () => {
  assert.match(sign(story(100)), /^[0-9a-f]{12}$/);
});

const same: readonly { situation: string; one: Shown; other: Shown }[] = [
  { situation: 'other pids', one: story(100), other: story(4000) },
  { situation: 'another address', one: story(100), other: story(100, 'fetcher', '[2001:db8::1]:443') },
  { situation: 'another version in the name', one: story(1, 'python3.11'), other: story(1, 'python3.9') },
  { situation: 'three workers behind it, or fifty', one: queue(3), other: queue(50) },
  { situation: 'a ring, told from another member', one: ring([1, 2, 3], 0), other: ring([7, 8, 9], 2) },
  { situation: 'the order in which they were found', one: queue(2), other: { ...queue(2), sketches: [...queue(2).sketches].reverse() } },
]; // prettier-ignore

for (const { situation, one, other } of same)
  test(`signature: the same for ${situation}`, () => assert.equal(sign(one), sign(other)));

const different: readonly { situation: string; one: Shown; other: Shown }[] = [
  { situation: 'another program', one: story(1), other: story(1, 'loader') },
  { situation: 'another kind of wait at its root', one: queue(3), other: queue(3, 'stopped') },
  { situation: 'nobody behind it', one: queue(3), other: queue(0) },
  { situation: 'a chain of the same waits', one: ring([1, 2, 3], 0), other: { root: 3, sketches: ring([1, 2, 3], 0).sketches } },
  { situation: 'the ring the other way round', one: ring([1, 2, 3], 0), other: { ...ring([1, 2, 3], 0), cycle: [3, 2, 1] } },
]; // prettier-ignore

for (const { situation, one, other } of different)
  test(`signature: another one for ${situation}`, () => assert.notEqual(sign(one), sign(other)));
