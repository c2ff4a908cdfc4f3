/** How long a sleep is and what is left: struct timespec in memory, on each clock, and after an interruption. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise } from '../../src/waits/sleep.ts';
import { told, type Told } from './told.ts';

/** Small numbers as little-endian bytes; each below 128, so that they are the same in UTF-8. */
const word = (number: number, bytes: 4 | 8): string =>
  Array.from({ length: bytes }, (_, at) => String.fromCharCode(Math.floor(number / 256 ** at) % 256)).join(
    '',
  );
const timespec = (seconds: number, nanoseconds: number, bytes: 4 | 8 = 8): string =>
  word(seconds, bytes) + word(nanoseconds, bytes);

/** In `told` it is 1000 s after boot, and the scheduler's clock says 1,000,000 ms. */
const lastRan = (ms: number): Readonly<Record<string, string>> => ({
  '/proc/100/task/100/sched': `sleeper (100, #threads: 1)\nse.exec_start : ${ms}.000000\n`,
});
const hour = 3600; // 0x0e10
const rest = '0x0 0x0 0x0 0x7ffec738fe38 0x7f5f3f6a0503';

interface Want {
  readonly whole: number | null;
  readonly left: number | null;
  readonly because?: RegExp;
}

const rows: readonly { situation: string; process: Partial<Told>; ranMs?: number; want: Want | null }[] = [
  {
    situation: 'nanosleep, begun 100 s ago',
    process: { syscall: `35 0x7ffe0010 0x0 0x10 ${rest}`, memory: { '0x7ffe0010': timespec(hour, 5) } },
    ranMs: 900_000,
    want: {
      whole: 3600.000000005,
      left: 3500.000000005,
      because: /^nanosleep: a sleep of 3600 s, 58 minutes left$/,
    },
  },
  {
    situation: 'clock_nanosleep by a span on CLOCK_REALTIME, as sleep(1) does',
    process: { syscall: `230 0x0 0x0 0x7ffe0010 ${rest}`, memory: { '0x7ffe0010': timespec(60, 0) } },
    ranMs: 990_000,
    want: { whole: 60, left: 50 },
  },
  {
    situation: 'until a time on CLOCK_MONOTONIC',
    process: { syscall: `230 0x1 0x1 0x7ffe0010 ${rest}`, memory: { '0x7ffe0010': timespec(1300, 0) } },
    ranMs: 900_000,
    want: { whole: 400, left: 300, because: /a sleep until a time 5 minutes from now/ },
  },
  {
    situation: 'until a time on CLOCK_REALTIME, some hours from now',
    process: {
      syscall: `230 0x0 0x1 0x7ffe0010 ${rest}`,
      memory: { '0x7ffe0010': timespec(0x6956_0000, 0) },
    },
    want: { whole: 0x6956_0000 - 1_767_225_600, left: 0x6956_0000 - 1_767_225_600 },
  },
  {
    situation: 'still asleep an hour after its time: the clock of another time namespace',
    process: { syscall: `230 0x1 0x1 0x7ffe0010 ${rest}`, memory: { '0x7ffe0010': timespec(100, 0) } },
    want: { whole: null, left: null },
  },
  {
    situation: 'on the CPU time of a process, which is no time on a wall',
    process: { syscall: `230 0x2 0x0 0x7ffe0010 ${rest}`, memory: { '0x7ffe0010': timespec(5, 0) } },
    want: { whole: null, left: null },
  },
  {
    situation: 'stopped and continued: restart_syscall of clock_nanosleep, its process 20 s old',
    process: {
      syscall: `219 0x0 0x0 0x7ffe0010 ${rest}`,
      wchan: 'do_syscall_64',
      startTicks: 98_000,
      memory: { '0x7ffe0010': timespec(60, 0) },
    },
    ranMs: 999_000,
    want: { whole: 60, left: 40, because: /interrupted, at least 40 s left/ },
  },
  {
    situation: 'restart_syscall of nanosleep, whose first argument is an address',
    process: {
      syscall: `219 0x7ffe0010 0x0 0x10 ${rest}`,
      startTicks: 99_000,
      memory: { '0x7ffe0010': timespec(60, 0) },
    },
    want: { whole: 60, left: 50 },
  },
  {
    situation: 'restart_syscall of a poll is no sleep',
    process: { syscall: `219 0x7ffe0010 0x1 0x10 ${rest}`, wchan: 'poll_schedule_timeout.constprop.0' },
    want: null,
  },
  {
    situation: 'restart_syscall of a futex is no sleep',
    process: { syscall: `219 0x7ffe0010 0x1 0x10 ${rest}`, wchan: 'futex_do_wait' },
    want: null,
  },
  {
    situation: 'a 64-bit program that calls nanosleep by int $0x80: number 162, words of 4 bytes',
    process: {
      syscall: `162 0x7ffe0010 0x0 0x10 0x0 0x0 0x0 0x7ffec738 0x7f5f3f6a`,
      stack: [
        'hrtimer_nanosleep',
        '__ia32_sys_nanosleep_time32',
        'do_int80_emulation',
        'asm_int80_emulation',
      ],
      memory: { '0x7ffe0010': timespec(60, 9, 4) + timespec(77, 77, 4) },
    },
    want: { whole: 60.000000009, left: 60.000000009 },
  },
  {
    situation: 'memory that may not be read',
    process: { syscall: `230 0x0 0x0 0x7ffe0010 ${rest}` },
    want: { whole: null, left: null, because: /whose length could not be read/ },
  },
  {
    situation: 'its call may not be seen',
    process: { wchan: 'hrtimer_nanosleep' },
    want: { whole: null, left: null },
  },
  { situation: 'it sleeps elsewhere', process: { wchan: 'ep_poll' }, want: null },
];

for (const { situation, process, ranMs, want } of rows) {
  test(`sleep: ${situation}`, async () => {
    const machine = told(
      [{ pid: 100, wchan: 'hrtimer_nanosleep', ...process }],
      ranMs === undefined ? {} : lastRan(ranMs),
    );
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    if (want === null || wait === null) return assert.equal(wait, want);
    assert.deepEqual([wait.kind, wait.posture, wait.timeoutSeconds], ['sleep', 'rest', want.whole]);
    assert.deepEqual(wait.enders, [{ by: 'clock', inSeconds: want.left }]);
    if (want.because) assert.match(wait.because, want.because);
    return undefined;
  });
}
