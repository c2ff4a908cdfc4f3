/** An edge is certain when that one alone can end the wait: the contract's own list, row by row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certainEnds } from '../../src/graph/certain.ts';
import type { Ender, Kind } from '../../src/waits/wait.ts';
import { child, nodeOf, task, timed, type Sketch } from './graphs.ts';

const remote: Ender = { by: 'remote', address: '211.52.1.3:80' };
const clock: Ender = { by: 'clock', inSeconds: 30 };
const signal: Ender = { by: 'outside', what: 'a caught signal' };
const client: Ender = { by: 'outside', what: 'a client that connects' };
const unseen: Ender = { by: 'unseen', why: 'another user' };
const pipe = (pid: number): Ender => task(pid, 'pipe:[7]', 'data');

const rows: readonly {
  situation: string;
  kind: Kind;
  enders: readonly Ender[];
  more?: Partial<Sketch>;
  /** For each ender in order; null where it is no end of an edge. */
  want: readonly (boolean | null)[];
}[] = [
  { situation: 'wait4(-1) with one child', kind: 'child-exit', enders: [child(2)], want: [true] },
  { situation: 'wait4(-1) with two children', kind: 'child-exit', enders: [child(2), child(3)], want: [false, false] },
  { situation: 'a remote', kind: 'tcp-receive', enders: [remote], want: [true] },
  { situation: 'a remote, or a time-out', kind: 'tcp-receive', enders: [remote, clock], want: [true, null] },
  { situation: 'a set whose members all lead to one process', kind: 'poll', enders: [pipe(2), task(2, 'pipe:[8]', 'data')], want: [true, true] },
  { situation: 'a set whose members lead to two processes', kind: 'poll', enders: [pipe(2), task(3, 'pipe:[8]', 'data')], want: [false, false] },
  { situation: 'a set with a process and a remote', kind: 'poll', enders: [pipe(2), remote], want: [false, false] },
  { situation: 'a set that is a listener too', kind: 'poll', enders: [pipe(2), client], want: [false, null] },
  { situation: 'a set that a signal is meant to end', kind: 'poll', enders: [pipe(2), signal], more: { signalEnds: true }, want: [true, null] },
  { situation: 'an end whose other holder is the waiter itself', kind: 'pipe-read', enders: [pipe(2), pipe(1)], want: [true, false] },
  { situation: 'nobody but another thread of its own', kind: 'pipe-read', enders: [pipe(1)], want: [true] },
  { situation: 'an end that several have inherited', kind: 'pipe-read', enders: [pipe(2), pipe(3)], want: [false, false] },
  { situation: 'a fifo that anybody could open, but one has', kind: 'pipe-read', enders: [pipe(2), { by: 'outside', what: 'whoever opens /run/f' }], want: [true, null] },
  { situation: 'a listener that parent and worker have open', kind: 'tcp-receive', enders: [task(2, 'listener', 'accept'), task(3, 'listener', 'accept')], want: [false, false] },
  { situation: 'somebody could not be seen', kind: 'pipe-read', enders: [pipe(2), unseen], want: [false, null] },
  { situation: 'a thread that is named', kind: 'mutex', enders: [task(1, 'mutex', 'release', 5)], want: [true] },
]; // prettier-ignore

for (const { situation, kind, enders, more, want } of rows)
  test(`certain: ${situation}`, () => {
    const node = nodeOf({ pid: 1, kind, enders, ...more });
    const told = enders.map((ender) =>
      ender.by === 'task' || ender.by === 'remote' ? certainEnds(node)(ender) : null,
    );
    assert.deepEqual(told, want);
  });

test('certain: ten thousand children in time', () => {
  const enders = Array.from({ length: 10_000 }, (_, index) => child(index + 2));
  const node = nodeOf({ pid: 1, kind: 'child-exit', enders });
  const told = timed(() => {
    const isCertain = certainEnds(node);
    return enders.filter((ender) => isCertain(ender));
  });
  assert.deepEqual(told, []);
});
