/** What a shell is told: the contract's table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodeOf } from '../../src/report/exit-code.ts';
import type { Report, Restart } from '../../src/report/report.ts';
import type { Sketch } from '../graph/graphs.ts';
import { told } from './judged.ts';

const stopped: Sketch = { pid: 5, kind: 'stopped', state: 'T' };
const outcome = (word: Restart['outcome']): Restart => ({ outcome: word, targets: [] });

const rows: readonly { situation: string; report: Report; want: number }[] = [
  { situation: 'all is well', report: told([{ pid: 5, kind: null, motion: 'moved' }]), want: 0 },
  {
    situation: 'a suspect is no proof',
    report: told([{ pid: 5, kind: 'cpu', motion: 'computing' }]),
    want: 0,
  },
  { situation: 'one is stuck', report: told([stopped]), want: 1 },
  { situation: 'nothing matches', report: told([], { matches: [] }), want: 3 },
  { situation: 'a restart failed', report: told([stopped], { restart: outcome('failed') }), want: 4 },
  { situation: 'a restart was refused', report: told([stopped], { restart: outcome('refused') }), want: 4 },
];

for (const { situation, report, want } of rows)
  test(`exit code: ${situation}`, () => assert.equal(exitCodeOf(report), want));
