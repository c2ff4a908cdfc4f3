/** /proc/PID/status of Linux 6.18, shortened; an older kernel has fewer lines, a hostile name one that tries to be several. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStatus } from '../../../src/sources/proc/status.ts';

const lines = [
  'Name:\tprocess_api', 'Umask:\t0022', 'State:\tS (sleeping)', 'Tgid:\t812', 'Ngid:\t0', 'Pid:\t815', 'PPid:\t1', 'TracerPid:\t97',
  'Uid:\t1000\t1001\t1002\t1003', 'Gid:\t0\t0\t0\t0', 'FDSize:\t512', 'Groups:\t ', 'NStgid:\t812\t7', 'NSpid:\t815\t9', 'Kthread:\t0',
  'VmHWM:\t   17644 kB', 'VmRSS:\t   17392 kB', 'Threads:\t13', 'SigQ:\t0/96364', 'SigPnd:\t0000000000000200', 'ShdPnd:\t0000000000004000',
  'SigBlk:\t0000000000010000', 'SigIgn:\t0000000000001000', 'SigCgt:\t80000000000004e8', 'voluntary_ctxt_switches:\t361', 'nonvoluntary_ctxt_switches:\t55',
]; // prettier-ignore
const textOf = (change: (line: string) => string | null): string =>
  lines.flatMap((line) => change(line) ?? []).join('\n') + '\n';
const without = (name: string): string => textOf((line) => (line.startsWith(`${name}:`) ? null : line));

const want = {
  tgid: 812,
  tracerPid: 97,
  uid: 1001, // the second of four is the effective one
  nsPids: [815, 9],
  rssBytes: 17392 * 1024,
  signals: { pending: 0x4200n, blocked: 0x10000n, ignored: 0x1000n, caught: 0x80000000000004e8n },
  switches: { voluntary: 361, involuntary: 55 },
};

const rows = [
  { situation: 'every field', text: textOf((line) => line), want },
  { situation: 'a kernel thread has no memory', text: without('VmRSS'), want: { ...want, rssBytes: 0 } },
  { situation: 'a kernel without pid namespaces', text: without('NSpid'), want: { ...want, nsPids: [] } },
  { situation: 'no signal masks, not even some', text: without('SigIgn'), want: { ...want, signals: null } },
  { situation: 'half of the switches is none', text: without('nonvoluntary_ctxt_switches'), want: { ...want, switches: null } },
  { situation: 'a name that is another line, escaped by the kernel', text: textOf((line) => line.replace('process_api', 'a\\nTgid:\\t1')), want },
  { situation: 'a name with a colon and a tab', text: textOf((line) => line.replace('process_api', 'Tgid:\t1')), want },
  { situation: 'a name of escape codes', text: textOf((line) => line.replace('process_api', ') R 1 (\\n\u001b[31m')), want },
  { situation: 'nothing', text: '', want: null },
  { situation: 'no process id', text: without('Tgid'), want: null },
]; // prettier-ignore

for (const row of rows)
  test(`status: ${row.situation}`, () => assert.deepEqual(parseStatus(row.text), row.want));
