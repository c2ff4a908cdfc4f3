/** The judge against reports written by hand: it must find every kind of mistake, and no mistake where there is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, type Report, type Sort } from './judge.ts';
import type { Truth } from './scene.ts';

const right: Report = {
  schemaVersion: 1,
  verdict: 'stuck',
  processes: [
    { pid: 1, status: 'stuck', startedAt: '2026-01-01T00:00:00.000+00:00', because: 'waits' },
    { pid: 2, status: 'stuck', startedAt: '2026-01-01T09:00:00.020+09:00', because: 'sleeps' },
  ],
  edges: [{ from: { pid: 1 }, to: { pid: 2 }, kind: 'file-lock', certain: true }],
  rootCauses: [{ pid: 2, kind: 'sleep', cycle: null, victims: [1] }],
};

const truth: Truth = {
  ask: [1],
  rootCauses: [{ pid: 2, kind: 'sleep', victims: [1] }],
  statuses: { 1: 'stuck' },
  edges: [{ from: 1, to: 2, kind: 'file-lock', certain: true }],
  startedAtMs: { 2: Date.UTC(2026, 0, 1) },
};

const ring: Truth = { ask: [1], rootCauses: [{ pid: [1, 2], kind: 'file-lock', cycle: [1, 2, 3] }] };
const told = (cycle: readonly number[]): Report => ({
  ...right,
  rootCauses: [{ pid: 2, kind: 'file-lock', cycle, victims: [] }],
});

const rows: readonly { situation: string; sort?: Sort; truth?: Truth; report: Report; exit?: number; want: RegExp | null }[] = [
  { situation: 'all is right', report: right, want: null },
  { situation: 'a cycle from another member', truth: ring, report: told([2, 3, 1]), want: null },
  { situation: 'a cycle the other way round', truth: ring, report: told([3, 2, 1]), want: /cycle is 1 → 2 → 3, told 3 → 2 → 1/ },
  { situation: 'the culprit is another', report: { ...right, rootCauses: [{ pid: 1, kind: 'file-lock', cycle: null, victims: [] }] }, want: /culprit 2 \(sleep\) was not found; 1 \(file-lock\) is no culprit/ },
  { situation: 'the kind is another', report: { ...right, rootCauses: [{ pid: 2, kind: 'timer', cycle: null, victims: [1] }] }, want: /kind is sleep, told timer/ },
  { situation: 'a victim too many', report: { ...right, rootCauses: [{ pid: 2, kind: 'sleep', cycle: null, victims: [1, 9] }] }, want: /victims are \[1\], told \[1 9\]/ },
  { situation: 'a cycle where there is none', report: { ...right, rootCauses: [{ pid: 2, kind: 'sleep', cycle: [1, 2], victims: [1] }] }, want: /there is no cycle/ },
  { situation: 'an edge is missing', report: { ...right, edges: [] }, want: /edge 1 → 2 \(file-lock\) is missing, told none/ },
  { situation: 'an edge is not certain', report: { ...right, edges: [{ from: { pid: 1 }, to: { pid: 2 }, kind: 'file-lock', certain: false }] }, want: /is certain/ },
  { situation: 'a status is another', truth: { ...truth, statuses: { 1: ['idle', 'waiting'] } }, report: right, want: /1 is idle or waiting, told stuck/ },
  { situation: 'a start is 60 ms off', truth: { ...truth, startedAtMs: { 2: Date.UTC(2026, 0, 1) - 40 } }, report: right, want: /60 ms off/ },
  { situation: 'the exit code is another', report: right, exit: 0, want: /exit code of stuck is 1, was 0/ },
  { situation: 'a false alarm', sort: 'healthy', truth: { ask: [1] }, report: right, want: /verdict is ok or suspect.*false alarm: 1 is not stuck/ },
  { situation: 'a suspicion is enough', sort: 'suspect', truth: { ask: [1], rootCauses: [{ pid: 1, kind: 'futex' }] }, report: { ...right, verdict: 'suspect', rootCauses: [] }, exit: 0, want: null },
  { situation: 'a suspicion is not enough', report: { ...right, verdict: 'suspect', rootCauses: [] }, exit: 0, want: /verdict is stuck, told suspect; culprit 2/ },
]; // prettier-ignore

for (const row of rows)
  test(`judge: ${row.situation}`, () => {
    const complaints = judge(
      row.sort ?? 'hung',
      row.truth ?? truth,
      row.report,
      row.exit ?? 1,
    ).complaints.join('; ');
    if (row.want === null) assert.equal(complaints, '');
    else assert.match(complaints, row.want);
  });

test('judge: counts what is right among what is told', () => {
  const wrong = { pid: 7, kind: 'sleep', cycle: null, victims: [] };
  const report = { ...right, rootCauses: [...right.rootCauses, wrong] };
  assert.deepEqual(judge('hung', truth, report, 1).culprits, { true: 1, told: 2, right: 1, kindRight: 1 });
});
