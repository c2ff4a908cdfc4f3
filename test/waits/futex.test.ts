/** Waits in futex(2) for which no owner shows, and the calls as they stand in /proc/PID/syscall. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { futexCallOf, futexLimit } from '../../src/waits/futex-call.ts';
import { recognise } from '../../src/waits/futex.ts';
import { inShort } from './on-stage.ts';
import { long, withWords, type ToldWords } from './told-words.ts';
import { told, type Told } from './told.ts';

const word = '0x55d5c3a1c228';
const call = (operation: string, value: string, timeout = '0x0', address = word): string =>
  `202 ${address} ${operation} ${value} ${timeout} 0x0 0xffffffff 0x7ffe9e51a0f0 0x7f7e9ae92b56`;
const waits = { syscall: call('0x189', '0x0'), wchan: 'futex_do_wait' } as const;
const alone: Told = { pid: 100, name: 'worker', ...waits };
/** SIGTERM and SIGINT as bits of SigCgt (proc_pid_status(5)). */
const catches = (mask: string): readonly string[] => [
  'ShdPnd:\t0000000000000000',
  'SigPnd:\t0000000000000000',
  'SigBlk:\t0000000000000000',
  'SigIgn:\t0000000000000000',
  `SigCgt:\t${mask}`,
];
const sleepers = (count: number, address: (index: number) => string): NonNullable<Told['threads']> =>
  Array.from({ length: count }, (_, index) => ({
    tid: 101 + index,
    ...waits,
    syscall: call('0x189', '0x0', '0x0', address(index)),
  }));
const apart = (index: number): string => `0x7f${index}0c3a1c220`;
const maps = (path: string): readonly string[] => [
  `55d5c3a1c000-55d5c3a1d000 rw-s 00000000 00:01 1025   ${path}`,
];

interface Row {
  readonly situation: string;
  readonly processes: readonly Told[];
  readonly texts?: Readonly<Record<string, string>>;
  readonly words?: ToldWords;
  readonly tid?: number;
  readonly want: {
    readonly object?: string;
    readonly posture?: string;
    readonly enders: readonly string[];
    readonly facts?: readonly string[];
    readonly timeoutSeconds?: number;
  } | null;
}

const rows: readonly Row[] = [
  {
    situation: 'the only thread at a condition variable: nobody is left to signal it',
    processes: [alone],
    words: { '0x55d5c3a1c200': [2, 0, 0, 0, 2, 0, 0, 0, 0, 8, 0, 0] },
    want: {
      object: 'condition variable at 0x55d5c3a1c228',
      posture: 'open',
      enders: [],
      facts: ['100 has no other thread that could wake it'],
    },
  },
  {
    situation: 'the only thread at a semaphore, but a handler of SIGTERM may post it',
    processes: [{ ...alone, status: catches('0000000000004002') }],
    words: { [word]: [0, 1, 0, 0] },
    want: { object: 'semaphore at 0x55d5c3a1c228', enders: ['outside'] },
  },
  {
    situation: 'the only thread, which began to wait during the look: it may have begun another one before',
    processes: [alone],
    // the look began at 1000000 on the clock of the scheduler
    texts: {
      '/proc/100/task/100/sched':
        'worker (100, #threads: 2)\nse.exec_start                  :       1000001.500000\n',
    },
    want: { enders: ['unseen'] },
  },
  {
    situation: 'SIGINT alone is what run times catch by themselves',
    processes: [{ ...alone, status: catches('0000000000000002') }],
    words: { [word]: [0, 1, 0, 0] },
    want: { enders: [] },
  },
  {
    situation: 'another thread may wake it',
    processes: [{ ...alone, threads: [{ tid: 101 }] }],
    words: { [word]: [0, 1, 0, 0] },
    want: { posture: 'open', enders: ['100 data'], facts: [] },
  },
  {
    situation: 'another thread that has exited wakes nobody',
    processes: [{ ...alone, threads: [{ tid: 101, state: 'Z' }] }],
    want: { enders: [] },
  },
  {
    situation: 'two at one condition variable are a pool at rest',
    processes: [{ ...alone, threads: sleepers(1, () => word) }],
    want: { posture: 'rest', enders: ['100 data', 'outside'], facts: ['2 threads wait there'] },
  },
  {
    situation: 'its two groups of waiters sleep at words side by side',
    processes: [{ ...alone, threads: sleepers(1, () => '0x55d5c3a1c22c') }],
    want: { posture: 'rest', enders: ['100 data', 'outside'] },
  },
  {
    situation: 'two threads at a lock each, beside the first: they may want what the other has',
    processes: [{ ...alone, threads: sleepers(2, apart) }],
    tid: 101,
    want: { posture: 'open', enders: ['100 data'] },
  },
  {
    situation: 'three that sleep alike, each at a word of its own, are a pool',
    processes: [{ ...alone, threads: sleepers(3, apart) }],
    tid: 102,
    want: { posture: 'rest', enders: ['100 data', 'outside'], facts: ['3 threads wait in the same way'] },
  },
  {
    situation: 'the first thread beside a pool is none of its workers',
    processes: [{ ...alone, threads: sleepers(3, apart) }],
    want: { posture: 'open', enders: ['100 data'] },
  },
  {
    situation: 'a writer waits for the readers of a read-write lock, who leave no name',
    processes: [{ ...alone, syscall: call('0x189', '0x2'), threads: [{ tid: 101 }] }],
    words: { '0x55d5c3a1c220': [0x12, 0, 2, 3, 0, 0, 0, 0] },
    want: {
      object: 'read-write lock at 0x55d5c3a1c220',
      posture: 'owed',
      enders: ['100 data'],
      facts: ['it waits for 2 readers, whose names no word keeps'],
    },
  },
  {
    situation: 'a thread with the read lock wants to write, and it is alone',
    processes: [{ ...alone, syscall: call('0x189', '0x2') }],
    words: { '0x55d5c3a1c220': [0xa, 0, 2, 0, 0, 0, 0, 0] },
    want: { posture: 'owed', enders: [] },
  },
  {
    situation: 'a lock inside of glibc keeps no owner; a handler does not unlock it',
    processes: [{ ...alone, syscall: call('0x80', '0x2'), status: catches('0000000000004002') }],
    words: { [word]: [2, 0, 0, 0, 0] },
    want: { object: 'lock at 0x55d5c3a1c228', posture: 'owed', enders: [] },
  },
  {
    situation: 'a condition variable in memory that another process maps too',
    processes: [
      { ...alone, syscall: call('0x109', '0x0'), maps: maps('/dev/zero (deleted)') },
      { pid: 200, maps: ['7f0000000000-7f0000001000 rw-s 00000000 00:01 1025   /dev/zero (deleted)'] },
      { pid: 300, maps: ['7f0000000000-7f0000001000 rw-s 00000000 00:01 1026   /dev/zero (deleted)'] },
    ],
    want: { object: 'futex at 0x55d5c3a1c228 in /dev/zero (deleted)', enders: ['200 data'] },
  },
  {
    situation: 'shared memory, and a process whose maps may not be read could have it',
    processes: [{ ...alone, syscall: call('0x109', '0x0'), maps: maps('/srv/state') }, { pid: 200 }],
    want: { enders: ['unseen'] },
  },
  {
    situation: 'a time-out that is a span (FUTEX_WAIT)',
    processes: [{ ...alone, syscall: call('0x80', '0x0', '0x7f7e99e05ec0') }],
    words: { '0x7f7e99e05ec0': [...long(30n), ...long(500_000_000n)] },
    want: { enders: ['clock'], timeoutSeconds: 30.5 },
  },
  {
    situation: 'a child of vfork may still use the memory of its parent',
    processes: [
      { ...alone, ppid: 50 },
      { pid: 50, state: 'D', wchan: 'kernel_clone' },
    ],
    want: { enders: ['unseen'] },
  },
  {
    situation: 'the call may not be seen, wchan tells that it is a futex',
    processes: [{ pid: 100, wchan: 'futex_wait_queue_me', threads: [{ tid: 101 }] }],
    want: { object: 'a futex that may not be seen', posture: 'open', enders: ['unseen'] },
  },
  {
    situation: 'another call',
    processes: [{ pid: 100, syscall: '0 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffe 0x7f7e' }],
    want: null,
  },
];

for (const { situation, processes, texts, words = {}, tid = 100, want } of rows) {
  test(`futex: ${situation}`, async () => {
    const machine = withWords(told(processes, texts), { 100: words });
    const thread = machine.process(100)?.thread(tid);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    if (want === null || wait === null) return assert.equal(wait, want);
    assert.equal(wait.kind, 'futex');
    assert.deepEqual(inShort(wait.enders), want.enders);
    assert.equal(wait.timeoutSeconds, want.timeoutSeconds ?? null);
    if (want.object !== undefined) assert.equal(wait.object, want.object);
    if (want.posture !== undefined) assert.equal(wait.posture, want.posture);
    if (want.facts) assert.deepEqual(wait.facts ?? [], want.facts);
    return undefined;
  });
}

/** Numbers of x86-64: futex 202, restart_syscall 219, futex_waitv 449, futex_wait 455. */
const calls = [
  {
    situation: 'futex that was stopped and goes on',
    process: {
      pid: 100,
      syscall: `219 ${word} 0x80 0x7 0x7f7e99e05ec0 0x0 0x0 0x7ffe 0x7f7e`,
      wchan: 'futex_do_wait',
    },
    words: { '0x7f7e99e05ec0': long(20n) },
    want: { operation: 'wait', value: 7, isPrivate: true, others: 0, seconds: 20 },
  },
  {
    situation: 'a sleep that was stopped and goes on is none',
    process: {
      pid: 100,
      syscall: `219 ${word} 0x80 0x7 0x0 0x0 0x0 0x7ffe 0x7f7e`,
      wchan: 'hrtimer_nanosleep',
    },
    words: {},
    want: null,
  },
  {
    situation: 'futex_wait with a moment of CLOCK_MONOTONIC',
    process: { pid: 100, syscall: `455 ${word} 0x5 0xffffffff 0x82 0x7f7e99e05ec0 0x1 0x7ffe 0x7f7e` },
    words: { '0x7f7e99e05ec0': long(1007n) },
    want: { operation: 'bitset', value: 5, isPrivate: true, others: 0, seconds: 7 },
  },
  {
    situation: 'futex_waitv: any of two words, until a moment of CLOCK_REALTIME',
    process: { pid: 100, syscall: '449 0x7f7e99e05000 0x2 0x0 0x7f7e99e05ec0 0x0 0x0 0x7ffe 0x7f7e' },
    words: {
      '0x7f7e99e05000': [
        ...long(9n),
        ...long(0x55d5c3a1c228n),
        0x82,
        0,
        ...long(1n),
        ...long(0x55d5c3a1c300n),
        2,
        0,
      ],
      '0x7f7e99e05ec0': long(1_767_225_690n),
    },
    want: { operation: 'bitset', value: 9, isPrivate: true, others: 1, seconds: 90 },
  },
  {
    situation: 'a wake-up does not sleep (FUTEX_WAKE)',
    process: { pid: 100, syscall: call('0x81', '0x1') },
    words: {},
    want: null,
  },
] as const;

for (const { situation, process, words, want } of calls) {
  test(`futex: the call: ${situation}`, () => {
    const machine = withWords(told([process]), { 100: words });
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const found = futexCallOf(machine, thread);
    if (want === null || found === null) return assert.equal(found, want);
    const { operation, value, isPrivate, others } = found;
    const limit = futexLimit(machine, thread);
    assert.equal(found.address, 0x55d5c3a1c228n);
    assert.deepEqual(
      {
        operation,
        value,
        isPrivate,
        others: others.length,
        seconds: limit.is === 'set' ? limit.seconds : null,
      },
      want,
    );
    return undefined;
  });
}
