/** What would end a hang, and how many it lets go: each shape with the answer that a person finds by thinking. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waysOf } from '../../src/graph/freed.ts';
import { releaseOf, type Release } from '../../src/graph/release.ts';
import type { Node } from '../../src/graph/graph.ts';
import type { Ender } from '../../src/waits/wait.ts';
import { at, child, sketched, task, timed, type Sketch } from './graphs.ts';

const pipe = (pid: number): Ender => task(pid, 'pipe:[7]', 'data');
const listener = (pid: number): Ender => task(pid, 'listener', 'accept');

interface Shown {
  readonly situation: string;
  readonly sketches: readonly Sketch[];
  readonly root: number;
  readonly cycle?: readonly number[];
  readonly asked?: readonly number[];
  /** Threads that are there without being stuck. */
  readonly free?: readonly number[];
  readonly want: Partial<Release> | null;
}

const waiters = (count: number, of: number): readonly Sketch[] =>
  Array.from({ length: count }, (_, index) => ({ pid: 100 + index, kind: 'file-lock', enders: [task(of)] }));

const rows: readonly Shown[] = [
  {
    situation: 'one culprit holds a lock that fourteen want; one of them was asked for',
    sketches: [{ pid: 1001, kind: 'sleep' }, ...waiters(14, 1001)],
    root: 1001,
    asked: [100],
    want: { kill: [1001], resume: [], releases: 14, instead: { pids: [100], releases: 0 } },
  },
  {
    situation: 'a chain: the shell waits for a client, the client for a server, the server for a lock',
    sketches: [
      { pid: 2, kind: 'child-exit', enders: [child(3)] },
      { pid: 3, kind: 'tcp-receive', enders: [task(4, 'TCP', 'data')] },
      { pid: 4, kind: 'file-lock', enders: [task(5)] },
      { pid: 5, kind: 'sleep' },
    ],
    root: 5,
    asked: [3],
    want: { kill: [5], releases: 3, instead: { pids: [3], releases: 1 } },
  },
  {
    situation: 'a client of a remote: only its own end helps its parent',
    sketches: [
      { pid: 2, kind: 'child-exit', enders: [child(3)] },
      { pid: 3, kind: 'tcp-receive', enders: [{ by: 'remote', address: '211.52.1.3:80' }] },
    ],
    root: 3,
    asked: [3],
    want: { kill: [3], releases: 1, instead: null },
  },
  {
    situation: 'a stopped job: all of it goes on',
    sketches: [
      { pid: 2, kind: 'child-exit', enders: [child(3)] },
      { pid: 3, kind: 'stopped', pgid: 3 },
      { pid: 4, kind: 'stopped', pgid: 3 },
    ],
    root: 3,
    want: { kill: [], resume: [3, 4], releases: 1 },
  },
  {
    situation: 'a frozen group: all of it is thawed',
    sketches: [
      { pid: 2, kind: 'file-lock', enders: [task(3)] },
      { pid: 3, kind: 'frozen', object: '/jobs' },
      { pid: 4, kind: 'frozen', object: '/jobs' },
    ],
    root: 3,
    want: { kill: [], resume: [3, 4], releases: 1 },
  },
  {
    situation: 'a ring of three with a bystander: one of them is enough, and not the one that was asked for',
    sketches: [
      { pid: 2, kind: 'file-lock', enders: [task(3)] },
      { pid: 3, kind: 'file-lock', enders: [task(4)] },
      { pid: 4, kind: 'file-lock', enders: [task(2)] },
      { pid: 5, kind: 'file-lock', enders: [task(4)] },
    ],
    root: 2,
    cycle: [2, 3, 4],
    asked: [2],
    want: { kill: [3], releases: 3 },
  },
  {
    situation: 'two share a lock that the third of the knot wants, and want its lock: the third',
    sketches: [
      { pid: 2, kind: 'file-lock', enders: [task(3, 'a'), task(4, 'a')] },
      { pid: 3, kind: 'file-lock', enders: [task(2, 'b')] },
      { pid: 4, kind: 'file-lock', enders: [task(2, 'b')] },
    ],
    root: 3,
    cycle: [3, 2],
    want: { kill: [2], releases: 2 },
  },
  {
    situation: 'threads of one process block each other: it has to go',
    sketches: [
      { pid: 2, tid: 2, kind: 'mutex', enders: [task(2, 'm', 'release', 20)] },
      { pid: 2, tid: 20, kind: 'mutex', enders: [task(2, 'n', 'release', 2)] },
      { pid: 3, kind: 'child-exit', enders: [child(2)] },
    ],
    root: 2,
    cycle: [2, 20],
    want: { kill: [2], releases: 1 },
  },
  {
    situation: 'an inherited write end: all of its holders',
    sketches: [
      { pid: 2, kind: 'pipe-read', enders: [pipe(3), pipe(4)] },
      { pid: 3, kind: 'sleep' },
      { pid: 4, kind: 'sleep' },
    ],
    root: 3,
    want: { kill: [3, 4], releases: 1 },
  },
  {
    situation: 'a listener that parent and worker have open: both',
    sketches: [
      { pid: 2, kind: 'tcp-receive', enders: [listener(3), listener(4)] },
      { pid: 3, kind: 'child-exit', enders: [child(4)] },
      { pid: 4, kind: 'sleep' },
    ],
    root: 4,
    want: { kill: [4], releases: 2 },
  },
  {
    situation: 'of a lock that two share one gets on by itself',
    sketches: [
      { pid: 2, kind: 'file-lock', enders: [task(3), task(4)] },
      { pid: 3, kind: 'sleep' },
      { pid: 4, kind: null },
    ],
    root: 3,
    free: [4],
    want: { kill: [3], releases: 1 },
  },
  {
    situation: 'any of four children, each behind the same culprit',
    sketches: [
      { pid: 2, kind: 'child-exit', enders: [child(3), child(4)] },
      { pid: 3, kind: 'file-lock', enders: [task(9)] },
      { pid: 4, kind: 'file-lock', enders: [task(9)] },
      { pid: 9, kind: 'sleep' },
    ],
    root: 9,
    want: { kill: [9], releases: 3 },
  },
  {
    situation: 'a disk: nothing that is done to a process helps',
    sketches: [{ pid: 2, kind: 'disk-io', state: 'D' }],
    root: 2,
    want: null,
  },
  {
    situation: 'held by a tracer that rests: the tracer',
    sketches: [
      { pid: 2, kind: 'child-exit', enders: [child(3)] },
      { pid: 3, kind: 'traced', enders: [task(4, 'a tracing stop', 'continue')] },
      { pid: 4, kind: 'tty-read' },
    ],
    root: 3,
    free: [4],
    want: { kill: [4], releases: 2 },
  },
];

function releaseIn(
  { sketches, root, cycle = [], asked = [], free = [] }: Omit<Shown, 'situation' | 'want'>,
  graph = sketched(sketches, asked),
): Release | null {
  const stuck = new Set<Node>([...graph.nodes.values()].filter(({ tid }) => !free.includes(tid)));
  const behind = new Set([...stuck].filter(({ tid }) => tid !== root));
  return releaseOf(waysOf(graph, stuck), {
    root: at(graph, root),
    cycle: cycle.map((tid) => at(graph, tid)),
    behind,
    asked: new Set(asked),
  });
}

for (const { situation, want, ...shown } of rows)
  test(`release: ${situation}`, () => {
    const told = releaseIn(shown);
    if (want === null || told === null) assert.equal(told, want);
    else
      assert.deepEqual(
        Object.fromEntries(Object.keys(want).map((key) => [key, Reflect.get(told, key)])),
        want,
      );
  });

const large: readonly { situation: string; shown: Omit<Shown, 'situation' | 'want'>; want: number }[] = [
  {
    situation: 'a chain of 10,000',
    shown: { root: 10_000, sketches: Array.from({ length: 10_000 }, (_, index): Sketch => ({ pid: index + 1, kind: index < 9999 ? 'file-lock' : 'sleep', enders: index < 9999 ? [task(index + 2)] : [] })) },
    want: 9999,
  },
  {
    situation: 'a ring of 10,000',
    shown: {
      root: 2,
      cycle: Array.from({ length: 10_000 }, (_, index) => 2 + index),
      sketches: Array.from({ length: 10_000 }, (_, index): Sketch => ({ pid: 2 + index, kind: 'file-lock', enders: [task(2 + ((index + 1) % 10_000))] })),
    },
    want: 9999,
  },
  {
    situation: '10,000 at one pipe that 100 have inherited',
    shown: {
      root: 2,
      sketches: [
        ...Array.from({ length: 100 }, (_, index): Sketch => ({ pid: 2 + index, kind: 'sleep' })),
        ...Array.from({ length: 10_000 }, (_, index): Sketch => ({ pid: 1000 + index, kind: 'pipe-read', enders: [pipe(2 + (index % 100)), pipe(2)] })),
      ],
    },
    want: 10_000,
  },
]; // prettier-ignore

for (const { situation, shown, want } of large)
  test(`release: ${situation} in time`, () => {
    const graph = sketched(shown.sketches, []);
    const told = timed(() => releaseIn(shown, graph));
    assert.equal(told?.releases, want);
  });
