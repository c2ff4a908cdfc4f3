/** The short texts about one thread: syscall, wchan, stack, sched, schedstat. Lines of Linux 6.18, older shapes from the kernel's documents. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExecStartMs } from '../../../src/sources/proc/sched.ts';
import { parseSchedstat } from '../../../src/sources/proc/schedstat.ts';
import { parseStack } from '../../../src/sources/proc/stack.ts';
import { parseSyscall } from '../../../src/sources/proc/syscall.ts';
import { parseWchan } from '../../../src/sources/proc/wchan.ts';

const syscalls = [
  {
    situation: 'clock_nanosleep',
    text: '230 0x1 0x1 0x7fff03af9e80 0x0 0x0 0x0 0x7fff03af9e68 0x7f4229b48503\n',
    want: { in: 'call', number: 230, args: [1n, 1n, 0x7fff03af9e80n, 0n, 0n, 0n], sp: 0x7fff03af9e68n, pc: 0x7f4229b48503n },
  },
  {
    situation: 'openat relative to the working directory: -100 is 32 bits wide, its name an address of 47',
    text: '257 0xffffff9c 0x7fa1a56d3e00 0x80001 0x0 0x0 0x0 0x7ffe10584c30 0x7fa1a5a62011\n',
    want: { in: 'call', number: 257, args: [0xffffff9cn, 0x7fa1a56d3e00n, 0x80001n, 0n, 0n, 0n], sp: 0x7ffe10584c30n, pc: 0x7fa1a5a62011n },
  },
  {
    situation: 'an argument beyond what a number holds exactly',
    text: '0 0xffffffffffffffff 0x0 0x0 0x0 0x0 0x0 0x1 0x2',
    want: { in: 'call', number: 0, args: [2n ** 64n - 1n, 0n, 0n, 0n, 0n, 0n], sp: 1n, pc: 2n },
  },
  { situation: 'in user space', text: '-1 0x7ffd1553a3f0 0x7fd28395f2ad\n', want: { in: 'user' } },
  { situation: 'on a processor', text: 'running\n', want: { in: 'running' } },
  { situation: 'five arguments are none', text: '7 0x1 0x1 0x1 0x1 0x1 0x7ffe 0x7fa1\n', want: null },
  { situation: 'nothing', text: '', want: null },
]; // prettier-ignore
for (const row of syscalls)
  test(`syscall: ${row.situation}`, () => assert.deepEqual(parseSyscall(row.text), row.want));

for (const { text, want } of [
  { text: 'hrtimer_nanosleep', want: 'hrtimer_nanosleep' },
  { text: '0', want: null },
  { text: '', want: null },
  { text: '0xffffffff8109d2c4\n', want: '0xffffffff8109d2c4' },
])
  test(`wchan: ${JSON.stringify(text)}`, () => assert.equal(parseWchan(text), want));

const stacks = [
  {
    situation: 'addresses hidden',
    text: '[<0>] __break_lease+0x5bb/0x700\n[<0>] do_dentry_open+0x17e/0x430\n[<0>] entry_SYSCALL_64_after_hwframe+0x76/0x7e\n',
    want: ['__break_lease', 'do_dentry_open', 'entry_SYSCALL_64_after_hwframe'],
  },
  {
    situation: 'an older kernel: addresses, a module, an end mark',
    text: '[<ffffffff810a1b2c>] rpc_wait_bit_killable+0x24/0xb0 [sunrpc]\n[<ffffffffffffffff>] 0xffffffffffffffff\n',
    want: ['rpc_wait_bit_killable'],
  },
  { situation: 'a name that the compiler made longer', text: '[<0>] do_sys_poll.constprop.0+0x1f/0x20\n', want: ['do_sys_poll.constprop.0'] },
  { situation: 'empty: it runs', text: '', want: [] },
]; // prettier-ignore
for (const row of stacks)
  test(`stack: ${row.situation}`, () => assert.deepEqual(parseStack(row.text), row.want));

const sched = (lines: string): string =>
  `process_api (1, #threads: 13)\n-------------------------------------------------------------------\n${lines}\nnr_switches                                  :                  416\n`;
for (const { situation, text, want } of [
  {
    situation: 'when it last ran',
    text: sched('se.exec_start                                :        662825.551339'),
    want: 662825.551339,
  },
  {
    situation: 'a name that says so too',
    text: `se.exec_start : 5 (1, #threads: 1)\n${sched('se.exec_start                                :        662825.551339').split('\n').slice(1).join('\n')}`,
    want: 662825.551339,
  },
  {
    situation: 'a kernel that does not say',
    text: sched('se.vruntime                                  :         74185.937650'),
    want: null,
  },
])
  // prettier-ignore
  test(`sched: ${situation}`, () => assert.equal(parseExecStartMs(text), want));

for (const { text, want } of [
  { text: '213058413 15736622 416\n', want: { ranSeconds: 0.213058413, readySeconds: 0.015736622 } },
  { text: '0 0 0\n', want: { ranSeconds: 0, readySeconds: 0 } },
  { text: '213058413 15736622', want: null },
])
  test(`schedstat: ${JSON.stringify(text)}`, () => assert.deepEqual(parseSchedstat(text), want));
