/** /proc/meminfo: what there is, and what programs can have (proc_meminfo(5)). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMeminfo } from '../../../src/sources/proc/meminfo.ts';

/** Linux 6.18. */
const text = `MemTotal:       24683620 kB
MemFree:        23799596 kB
MemAvailable:   24088096 kB
Buffers:           10724 kB
SwapTotal:             0 kB
HugePages_Total:       0
`;

const rows: readonly { situation: string; text: string; want: ReturnType<typeof parseMeminfo> }[] = [
  { situation: 'total and available, not free', text, want: { totalBytes: 24_683_620 * 1024, availableBytes: 24_088_096 * 1024 } },
  { situation: 'before Linux 3.14', text: text.replace(/^MemAvailable.*\n/m, ''), want: null },
  { situation: 'nothing', text: '', want: null },
]; // prettier-ignore

for (const { situation, text: given, want } of rows)
  test(`meminfo: ${situation}`, () => assert.deepEqual(parseMeminfo(given), want));
