/** Memory is short: by the words of /proc/meminfo and of a control group, and silent where there is enough. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineOf } from '../../src/machine/index.ts';
import { memoryPressure } from '../../src/verdicts/findings/memory-pressure.ts';
import { recordedView } from '../../src/view/recorded.ts';
import { nodeOf } from '../graph/graphs.ts';

const kB = (gigabytes: number): string => String(Math.round(gigabytes * 2 ** 20)).padStart(8);
const meminfo = (total: number, available: number): string =>
  `MemTotal:       ${kB(total)} kB\nMemAvailable:   ${kB(available)} kB\n`;

const group = '/sys/fs/cgroup/jobs';
const cgroup2 = '30 24 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n';
const mebibyte = 2 ** 20;

const inGroup = (max: string, current: number, cache: number): Readonly<Record<string, string>> => ({
  '/proc/self/mountinfo': cgroup2,
  [`${group}/memory.max`]: `${max}\n`,
  [`${group}/memory.current`]: `${current * mebibyte}\n`,
  [`${group}/memory.stat`]: `anon 1\ninactive_file ${cache * mebibyte}\nactive_file 1\n`,
});

const rows: readonly { situation: string; texts: Readonly<Record<string, string>>; want: RegExp | null }[] = [
  { situation: 'the machine has next to nothing left', texts: { '/proc/meminfo': meminfo(16, 0.8) }, want: /^memory is short: 819 MiB of 16 GiB available \(5 %\)$/ },
  { situation: 'the machine has enough', texts: { '/proc/meminfo': meminfo(16, 8) }, want: null },
  { situation: 'a tenth of a large machine is a lot', texts: { '/proc/meminfo': meminfo(512, 40) }, want: null },
  { situation: 'its group is full', texts: inGroup(String(100 * mebibyte), 99, 1), want: /^control group \/jobs uses 98 MiB of the 100 MiB that it may have$/ },
  { situation: 'its group is full of file cache', texts: inGroup(String(100 * mebibyte), 99, 60), want: null },
  { situation: 'its group has no limit', texts: inGroup('max', 99, 1), want: null },
  { situation: 'nothing can be read', texts: {}, want: null },
]; // prettier-ignore

for (const { situation, texts, want } of rows)
  test(`memory-pressure: ${situation}`, () => {
    const machine = machineOf(
      recordedView({
        format: 'why-stuck recording',
        version: 1,
        toolVersion: '0.1.0',
        madeAt: '2026-01-01T00:00:00.000+00:00',
        kernel: '6.1.0',
        arch: 'x64',
        looks: [
          {
            clocks: { wallMs: 0, bootSeconds: 0, monotonicSeconds: 0, schedulerMs: null },
            texts,
            links: {},
            names: {},
            memory: {},
            times: {},
            runs: {},
          },
        ],
      }),
    );
    const { process } = nodeOf({ pid: 5, kind: 'sleep', cgroups: { '': '/jobs' } });
    const found = memoryPressure(machine, [process]);
    assert.equal(found.length, want === null ? 0 : 1);
    if (want) assert.match(found[0]?.summary ?? '', want);
  });
