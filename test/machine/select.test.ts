import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineOf } from '../../src/machine/index.ts';
import { select } from '../../src/machine/select.ts';
import { written } from '../support/proc.ts';

const processes = [
  { pid: 1, ppid: 0, name: 'init', argv: ['/sbin/init'] },
  { pid: 10, name: 'bash', argv: ['-bash'] },
  { pid: 20, ppid: 10, name: 'sudo', argv: ['sudo', 'why-stuck', 'fetcher'] },
  { pid: 30, ppid: 20, name: 'node', argv: ['node', '/usr/bin/why-stuck', 'fetcher'] },
  { pid: 31, ppid: 30, name: 'ss', argv: ['ss', '-x', 'fetcher'] },
  { pid: 40, name: 'python', argv: ['python', '/srv/fetcher.py', 'A4'] },
  { pid: 41, ppid: 40, name: 'python', argv: ['python', '/srv/fetcher.py', 'A4', '0144'] },
  { pid: 50, name: 'q', argv: ['q', '-p', '5000'] },
  { pid: 51, name: 'q', argv: ['q', '-p', '5001'] },
  { pid: 60, name: 'x) R 1 (y', argv: ['odd'] },
];

const rows = [
  { situation: 'a part of the command line', patterns: ['fetcher'], pids: [], want: [40, 41] },
  { situation: 'several patterns are or-ed', patterns: ['A4 0144', 'init'], pids: [], want: [1, 41] },
  { situation: 'digits only are a pid', patterns: ['50'], pids: [], want: [50] },
  { situation: 'a pid that is not there', patterns: ['999'], pids: [], want: [] },
  { situation: 'told apart by the whole command line', patterns: ['q -p 5000'], pids: [], want: [50] },
  { situation: 'a regular expression', patterns: ['^q -p 500[01]$'], pids: [], want: [50, 51] },
  { situation: "the kernel's name", patterns: ['R 1 \\('], pids: [], want: [60] },
  { situation: 'an ancestor by its own name', patterns: ['bash'], pids: [], want: [10] },
  { situation: 'an ancestor that carries the pattern, by its pid', patterns: [], pids: [20], want: [20] },
  { situation: 'never itself, not even by pid', patterns: ['30', 'node'], pids: [30], want: [] },
  { situation: 'pids and patterns together', patterns: ['init'], pids: [51], want: [1, 51] },
];

for (const { situation, patterns, pids, want } of rows) {
  test(`select: ${situation}`, async () => {
    const machine = machineOf(written(processes, 30));
    assert.deepEqual(await select(machine, { patterns, pids }), want);
  });
}
