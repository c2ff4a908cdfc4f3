/**
 * Owners of locks, by the words around a futex: layouts of glibc 2.36 on x86-64 (struct_mutex.h, struct_rwlock.h),
 * measured on Linux 6.18; and words that only look like them, since an owner must never be invented.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise } from '../../src/waits/mutex.ts';
import { inShort } from './on-stage.ts';
import { long, withWords, type ToldWords } from './told-words.ts';
import { told, type Told } from './told.ts';

const lock = '0x564ab861c480';
const syscall = (operation: string, value: string, timeout = '0x0', address = lock): string =>
  `202 ${address} ${operation} ${value} ${timeout} 0x0 0xffffffff 0x7ffe9e51a0f0 0x7f7e9ae92b56`;
const idle = { pid: 100, name: 'server' } as const;
const waiter: Told = { ...idle, syscall: syscall('0x80', '0x2'), wchan: 'futex_do_wait' };
const keeper = { tid: 101, state: 'S' };
const busy: Told = { ...waiter, threads: [keeper] };
/** The word of one that keeps the owner's tid in it: FUTEX_WAITERS | 101. */
const tid101 = 0x8000_0065;

interface Row {
  readonly situation: string;
  readonly processes: readonly Told[];
  readonly words: ToldWords;
  readonly texts?: Readonly<Record<string, string>>;
  readonly tid?: number;
  readonly want: {
    readonly object?: string;
    readonly enders: readonly string[];
    readonly facts?: readonly string[];
    readonly because?: RegExp;
    readonly timeoutSeconds?: number | null;
  } | null;
}

const shared = (start: string, offset = '00001000'): string =>
  `${start}-${(BigInt(`0x${start}`) + 0x1000n).toString(16)} rw-s ${offset} fe:00 2147415   /srv/state`;
const mapsIt: Told = { ...waiter, syscall: syscall('0x0', '0x2'), maps: [shared('564ab861c000')] };

const rows: readonly Row[] = [
  {
    situation: 'a plain mutex that another thread has',
    processes: [busy],
    words: { [lock]: [2, 0, 101, 1, 0] },
    want: {
      object: 'mutex at 0x564ab861c480',
      enders: ['100/101 release'],
      because: /^futex on mutex at 0x564ab861c480, owner 101 \(server, of 100\)$/,
    },
  },
  {
    situation: 'a recursive one, taken twice',
    processes: [busy],
    words: { [lock]: [2, 2, 101, 1, 1] },
    want: { enders: ['100/101 release'] },
  },
  {
    situation: 'an adaptive one, which counts its spins',
    processes: [busy],
    words: { [lock]: [2, 0, 101, 1, 3, 40] },
    want: { enders: ['100/101 release'] },
  },
  {
    situation: 'with a time-out: a moment of CLOCK_REALTIME, a minute from now',
    processes: [{ ...busy, syscall: syscall('0x189', '0x2', '0x7f7e99e05ec0') }],
    words: { [lock]: [2, 0, 101, 1, 0], '0x7f7e99e05ec0': long(1_767_225_660n) },
    want: { enders: ['100/101 release', 'clock'], timeoutSeconds: 60, because: /, time-out 60 s$/ },
  },
  {
    situation: 'the owner waits for itself',
    processes: [waiter],
    words: { [lock]: [2, 0, 100, 1, 0] },
    want: { enders: ['100/100 release'] },
  },
  {
    situation: 'a robust one: the word holds the owner',
    processes: [{ ...busy, syscall: syscall('0x0', '0x80000065') }],
    words: { [lock]: [tid101, 1, 101, 1, 144] },
    want: { enders: ['100/101 release'] },
  },
  {
    situation: 'one of another library whose word holds the owner (musl, with a type)',
    processes: [{ ...busy, syscall: syscall('0x80', '0x80000065') }],
    words: { '0x564ab861c47c': [1, tid101, 1] },
    want: { enders: ['100/101 release'] },
  },
  {
    situation: 'with priority inheritance (FUTEX_LOCK_PI): the kernel keeps the owner in the word',
    processes: [{ ...busy, syscall: syscall('0x86', '0x0'), wchan: 'rt_mutex_schedule' }],
    words: { [lock]: [tid101, 1, 101, 1, 32] },
    want: { enders: ['100/101 release'] },
  },
  {
    situation:
      'with priority inheritance and a moment of CLOCK_MONOTONIC (FUTEX_LOCK_PI2), ten seconds from now',
    processes: [{ ...busy, syscall: syscall('0x8d', '0x0', '0x7f7e99e05ec0'), wchan: 'rt_mutex_schedule' }],
    words: { [lock]: [tid101, 1, 101, 1, 32], '0x7f7e99e05ec0': long(1010n) },
    want: { enders: ['100/101 release', 'clock'], timeoutSeconds: 10 },
  },
  {
    situation:
      'with priority inheritance, and no thread of that tid: the kernel knows one that cannot be seen',
    processes: [{ ...waiter, syscall: syscall('0x86', '0x0') }],
    words: { [lock]: [tid101, 1, 101, 1, 32] },
    want: { enders: ['unseen'] },
  },
  {
    situation: 'a reader behind the writer of a read-write lock, which begins 8 bytes before the futex',
    processes: [{ ...busy, syscall: syscall('0x189', '0x3') }],
    words: { '0x564ab861c478': [0xb, 0, 3, 3, 0, 0, 101, 0] },
    want: { object: 'read-write lock at 0x564ab861c478', enders: ['100/101 release'] },
  },
  {
    situation: 'a writer behind the writer: 12 bytes before it',
    processes: [{ ...busy, syscall: syscall('0x189', '0x3') }],
    words: { '0x564ab861c474': [0xb, 0, 3, 3, 0, 0, 101, 0] },
    want: { object: 'read-write lock at 0x564ab861c474', enders: ['100/101 release'] },
  },
  {
    situation: 'a stream of stdio: its owner is a thread control block, which points to itself',
    processes: [busy],
    words: {
      [lock]: [2, 1, ...long(0x7f7e9ae086c0n)],
      '0x7f7e9ae086d0': long(0x7f7e9ae086c0n),
      '0x7f7e9ae08990': [101],
    },
    want: { object: 'lock of a stream at 0x564ab861c480', enders: ['100/101 release'] },
  },
  {
    situation: 'its owner has ended',
    processes: [{ ...waiter, threads: [{ tid: 130 }] }],
    words: { [lock]: [2, 0, 120, 1, 0] },
    want: { enders: [], facts: ['its owner 120 is gone'], because: /, its owner 120 is gone$/ },
  },
  {
    situation: 'its owner is the first thread, which has exited while others live on',
    processes: [{ ...idle, state: 'Z', threads: [{ tid: 101, syscall: syscall('0x80', '0x2') }] }],
    tid: 101,
    words: { [lock]: [2, 0, 100, 1, 0] },
    want: { enders: [], facts: ['its owner 100 is gone'] },
  },
  {
    situation: 'the writer of a read-write lock has ended',
    processes: [{ ...waiter, syscall: syscall('0x189', '0x3'), threads: [{ tid: 130 }] }],
    words: { '0x564ab861c478': [0xb, 0, 3, 3, 0, 0, 120, 0] },
    want: { enders: [], facts: ['its owner 120 is gone'] },
  },
  {
    situation: 'locked before the fork: its owner is a thread of the parent, and nobody here',
    processes: [
      { ...waiter, ppid: 50 },
      { pid: 50, threads: [{ tid: 51 }] },
    ],
    words: { [lock]: [2, 0, 51, 1, 0] },
    // every thread has a directory of its own beside those of processes, which no listing shows
    texts: { '/proc/51/status': 'Name:\tparent\nTgid:\t50\nNSpid:\t51\n' },
    want: { enders: [], facts: ['its owner 51 is a thread of the parent 50, from before the fork'] },
  },
  {
    situation:
      'locked before the fork, and the first thread, which could unlock it, is not the one that waits',
    processes: [{ ...idle, ppid: 50, threads: [{ tid: 101, syscall: syscall('0x80', '0x2') }] }, { pid: 50 }],
    tid: 101,
    words: { [lock]: [2, 0, 50, 1, 0] },
    want: {
      enders: ['100/100 release'],
      facts: [
        'its owner 50 is a thread of the parent 50, from before the fork; if that was the thread that forked, its copy here is 100',
      ],
    },
  },
  {
    situation: 'in memory shared with its owner, who has it at another address',
    processes: [mapsIt, { pid: 200, name: 'writer', maps: [shared('7f0000000000')] }, { pid: 300, maps: [] }],
    words: { [lock]: [2, 0, 200, 1, 128] },
    want: { object: 'mutex at 0x564ab861c480 in /srv/state', enders: ['200/200 release'] },
  },
  {
    situation: 'in shared memory, and its owner has another page of that file',
    processes: [mapsIt, { pid: 200, maps: [shared('7f0000000000', '00002000')] }],
    words: { [lock]: [2, 0, 200, 1, 128] },
    want: { enders: [], facts: ['its owner 200 is gone'] },
  },
  {
    situation: 'in shared memory, its owner has died',
    processes: [mapsIt, { pid: 200, maps: [shared('7f0000000000')] }],
    words: { [lock]: [2, 0, 120, 1, 128] },
    want: { enders: [], facts: ['its owner 120 is gone'] },
  },
  {
    situation: 'in shared memory; what its owner has mapped may not be read',
    processes: [mapsIt, { pid: 200, name: 'root' }],
    words: { [lock]: [2, 0, 200, 1, 128] },
    want: { enders: ['unseen'] },
  },
  {
    situation: 'in a pid namespace the word holds the tid that its thread knows',
    processes: [
      { ...waiter, status: ['NSpid:\t100\t7'], threads: [{ tid: 101, status: ['NSpid:\t101\t8'] }] },
      { pid: 8 },
    ],
    words: { [lock]: [2, 0, 8, 1, 0] },
    want: { enders: ['100/101 release'], because: /owner 101/ },
  },
  {
    situation: 'its owner began after the threads were listed',
    processes: [waiter],
    words: { [lock]: [2, 0, 120, 1, 0] },
    texts: { '/proc/100/task/120/stat': '120 (server) S 1 100 100 0 -1 0' },
    want: { enders: ['unseen'] },
  },
  {
    situation: 'its owner, in another process, began after all were listed',
    processes: [mapsIt],
    words: { [lock]: [2, 0, 120, 1, 128] },
    texts: { '/proc/120/stat': '120 (writer) S 1 120 120 0 -1 0' },
    want: { enders: ['unseen'] },
  },
  {
    situation: 'it began to wait during the look: what was seen of its process no longer holds',
    processes: [{ ...waiter, threads: [{ tid: 130 }] }],
    words: { [lock]: [2, 0, 120, 1, 0] },
    // the look began at 1000000 on the clock of the scheduler
    texts: {
      '/proc/100/task/100/sched':
        'server (100, #threads: 2)\nse.exec_start                  :       1000001.500000\n',
    },
    want: { enders: ['unseen'] },
  },
  {
    situation: 'nobody has it: it was unlocked meanwhile',
    processes: [busy],
    words: { [lock]: [0, 0, 0, 0, 0] },
    want: null,
  },
  {
    situation: 'a mutex of Rust, which waits with a bitset and no time-out; behind it lies what it guards',
    processes: [{ ...busy, syscall: syscall('0x89', '0x2') }],
    words: { [lock]: [2, 0, 101, 1, 0] },
    want: null,
  },
  {
    situation: "the lock of malloc's arena, behind which flags lie",
    processes: [busy],
    words: { [lock]: [2, 0, 1, 0, 0] },
    want: null,
  },
  {
    situation: 'a barrier of two in its second round, shared between processes',
    processes: [{ ...mapsIt, threads: [keeper] }],
    words: { [lock]: [2, 2, 128, 2, 0] },
    want: null,
  },
  {
    situation: 'a plain mutex does not count, so what has a count and a dead owner is none',
    processes: [waiter],
    words: { [lock]: [2, 7, 4711, 1, 0] },
    want: null,
  },
  {
    situation: 'a kind that no mutex has',
    processes: [busy],
    words: { [lock]: [2, 0, 101, 1, 0x4000] },
    want: null,
  },
  {
    situation: 'a condition variable or a semaphore: there is no owner',
    processes: [{ ...busy, syscall: syscall('0x189', '0x0') }],
    words: { [lock]: [0, 1, 101, 1, 0] },
    want: null,
  },
  {
    situation: 'a writer behind a reader: the word of the writer is empty',
    processes: [{ ...busy, syscall: syscall('0x189', '0x2') }],
    words: { '0x564ab861c478': [0xa, 0, 2, 3, 0, 0, 0, 0] },
    want: null,
  },
  {
    situation: 'memory may not be read',
    processes: [busy],
    words: {},
    want: null,
  },
];

for (const { situation, processes, words, texts, tid = 100, want } of rows) {
  test(`mutex: ${situation}`, async () => {
    const machine = withWords(told(processes, texts), { 100: words });
    const thread = machine.process(100)?.thread(tid);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    if (want === null || wait === null) return assert.equal(wait, want);
    assert.deepEqual([wait.kind, wait.posture], ['mutex', 'owed']);
    assert.deepEqual(inShort(wait.enders), want.enders);
    if (want.enders[0] !== 'unseen') assert.deepEqual(wait.facts ?? [], want.facts ?? []);
    if (want.object !== undefined) assert.equal(wait.object, want.object);
    if (want.because) assert.match(wait.because, want.because);
    if (want.timeoutSeconds !== undefined) assert.equal(wait.timeoutSeconds, want.timeoutSeconds);
    return undefined;
  });
}

test('mutex: the words that prove it are told', async () => {
  const machine = withWords(told([busy]), { 100: { [lock]: [2, 0, 101, 1, 0] } });
  const thread = machine.process(100)?.thread(100);
  assert.ok(thread);
  assert.deepEqual((await recognise(thread, machine))?.evidence, [
    { source: '/proc/100/syscall', text: waiter.syscall },
    { source: '/proc/100/mem', text: '0x564ab861c480: 2 0 101 1 0' },
  ]);
});

test('mutex: whoever has it is asked to release it, and it is their turn', async () => {
  const machine = withWords(told([busy]), { 100: { [lock]: [2, 0, 101, 1, 0] } });
  const thread = machine.process(100)?.thread(100);
  assert.ok(thread);
  assert.deepEqual((await recognise(thread, machine))?.enders, [
    { by: 'task', pid: 100, tid: 101, object: 'mutex at 0x564ab861c480', need: 'release', turn: 'theirs' },
  ]);
});
