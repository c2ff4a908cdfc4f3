import assert from 'node:assert/strict';
import { test } from 'node:test';
import { motionBetween, type Marks, type Motion } from '../../src/machine/progress.ts';

const asleep: Marks = {
  startTicks: 100,
  state: 'S',
  cpuTicks: 5,
  systemTicks: 2,
  faults: 40,
  call: '0x3 0x7f00 0x10 0x0 0x0 0x0',
  sleeps: 7,
  preemptions: 3,
  rssBytes: 4096,
  lastRanMs: 1000.5,
  io: { rchar: 100, wchar: 100, syscr: 10, syscw: 10, readBytes: 0, writeBytes: 0 },
  scheduled: { ranSeconds: 1, readySeconds: 0.5 },
  offsets: '',
};
const awake = { ...asleep, sleeps: 9, lastRanMs: 1250.5 };
const { io } = asleep;
const running: Marks = { ...asleep, state: 'R', call: 'running' };
/** A whole sample of 0.3 s on a processor, or ready for one. */
const ran = { cpuTicks: 35, scheduled: { ranSeconds: 1.3, readySeconds: 0.5 } };

const rows: readonly { situation: string; before: Marks; after: Marks | null; want: Motion }[] = [
  { situation: 'it did not run', before: asleep, after: asleep, want: 'still' },
  { situation: 'it has ended', before: asleep, after: null, want: 'moved' },
  {
    situation: 'another process has its number',
    before: asleep,
    after: { ...asleep, startTicks: 900 },
    want: 'moved',
  },
  { situation: 'it woke into the same wait', before: asleep, after: awake, want: 'woke' },
  {
    situation: 'the scheduler alone tells that it ran',
    before: asleep,
    after: { ...asleep, lastRanMs: 1100 },
    want: 'woke',
  },
  {
    situation: 'another call',
    before: asleep,
    after: { ...awake, call: '0x4 0x0 0x0 0x0 0x0 0x0' },
    want: 'moved',
  },
  {
    situation: 'bytes were read',
    before: asleep,
    after: { ...awake, io: io && { ...io, rchar: 300, syscr: 11 } },
    want: 'moved',
  },
  {
    situation: 'the counter of a timer was read: a wake-up, no data',
    before: asleep,
    after: { ...awake, io: io && { ...io, rchar: 116, syscr: 12 } },
    want: 'woke',
  },
  {
    situation: 'reads that bring nothing',
    before: asleep,
    after: { ...awake, io: io && { ...io, syscr: 90 } },
    want: 'woke',
  },
  { situation: 'a page fault', before: asleep, after: { ...awake, faults: 41 }, want: 'moved' },
  { situation: 'memory grew', before: asleep, after: { ...awake, rssBytes: 8192 }, want: 'moved' },
  { situation: 'it computes', before: running, after: { ...running, ...ran }, want: 'computing' },
  {
    situation: 'it computes, but others had the processor most of the time',
    before: running,
    after: { ...running, cpuTicks: 6, preemptions: 40, scheduled: { ranSeconds: 1.01, readySeconds: 0.5 } },
    want: 'computing',
  },
  {
    situation: 'it computes and faults',
    before: running,
    after: { ...running, ...ran, faults: 90 },
    want: 'moved',
  },
  {
    situation: 'it computes and reads files',
    before: running,
    after: { ...running, ...ran, offsets: 'pos:\t9' },
    want: 'moved',
  },
  {
    situation: 'its time goes into system calls',
    before: running,
    after: { ...running, ...ran, systemTicks: 25 },
    want: 'moved',
  },
  {
    situation: 'it ran a lot, and slept in between',
    before: running,
    after: { ...running, ...ran, sleeps: 8 },
    want: 'moved',
  },
  { situation: 'it was ready all the time, and had no turn', before: running, after: running, want: 'moved' },
  {
    situation: 'without schedstat, ticks tell',
    before: { ...running, scheduled: null },
    after: { ...running, cpuTicks: 6, scheduled: null },
    want: 'computing',
  },
  { situation: 'stopped in between', before: asleep, after: { ...awake, state: 'T' }, want: 'moved' },
];

for (const { situation, before, after, want } of rows) {
  test(`motion: ${situation}`, () => assert.equal(motionBetween(before, after), want));
}
