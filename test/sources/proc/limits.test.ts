/** /proc/PID/limits: how many files a process may open (proc_pid_limits(5)). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFilesLimit } from '../../../src/sources/proc/limits.ts';

/** Linux 6.1, a shell. */
const table = (
  soft: string,
): string => `Limit                     Soft Limit           Hard Limit           Units     
Max processes             96364                96364                processes 
Max open files            ${soft.padEnd(20)} 1048576              files     
Max locked memory         8388608              8388608              bytes     
`;

const rows: readonly { situation: string; text: string; want: number | null }[] = [
  { situation: 'the soft one, not the hard one', text: table('1024'), want: 1024 },
  { situation: 'none', text: table('unlimited'), want: null },
  { situation: 'zero', text: table('0'), want: 0 },
  { situation: 'a text without it', text: 'Limit                     Soft Limit\n', want: null },
  { situation: 'nothing', text: '', want: null },
];

for (const { situation, text, want } of rows)
  test(`limits: ${situation}`, () => assert.equal(openFilesLimit(text), want));
