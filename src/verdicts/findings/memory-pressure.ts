/**
 * Memory is short: on the whole machine (/proc/meminfo, proc_meminfo(5)), or in the control group of a process
 * (memory.current near memory.max, without the file cache, which the kernel gives back by itself). Whoever waits for
 * memory may look stuck. Silent where a large machine still has several GiB to give.
 */
import type { Machine, Process } from '../../machine/machine.ts';
import { meminfoPath, parseMeminfo } from '../../sources/proc/meminfo.ts';
import { valueOf } from '../../view/view.ts';
import { controlGroups, groupFile, type ControlGroup } from '../../waits/control-groups.ts';
import type { Finding, FindingRule } from './finding.ts';

const shortShare = 0.1;
const plentyBytes = 4 * 2 ** 30;
const fullShare = 0.95;
/** Of all memory: who has less is not who uses it up. */
const largeShare = 0.05;

export const memoryPressure: FindingRule = (machine, subjects) => [
  ...ofMachine(machine, subjects),
  ...ofGroups(machine, subjects),
];

function ofMachine({ view }: Machine, subjects: readonly Process[]): readonly Finding[] {
  const memory = parseMeminfo(valueOf(view.text(meminfoPath)) ?? '');
  if (!memory || memory.availableBytes >= memory.totalBytes * shortShare) return [];
  if (memory.availableBytes >= plentyBytes) return [];
  const large = subjects.filter(({ rssBytes }) => rssBytes >= memory.totalBytes * largeShare);
  const percent = Math.floor((memory.availableBytes / memory.totalBytes) * 100);
  return [
    {
      kind: 'memory-pressure',
      pids: large.map(({ pid }) => pid),
      summary: `memory is short: ${inWords(memory.availableBytes)} of ${inWords(memory.totalBytes)} available (${percent} %)`,
    },
  ];
}

function ofGroups(machine: Machine, subjects: readonly Process[]): readonly Finding[] {
  const byGroup = new Map<string, { group: ControlGroup; pids: number[] }>();
  for (const process of subjects) {
    for (const group of controlGroups(machine, process, 'memory')) {
      const known = byGroup.get(group.directory);
      if (known) known.pids.push(process.pid);
      else byGroup.set(group.directory, { group, pids: [process.pid] });
    }
  }
  return [...byGroup.values()].flatMap(({ group, pids }): readonly Finding[] => {
    const use = useOf(machine, group);
    if (!use || use.usedBytes < use.limitBytes * fullShare) return [];
    const summary = `control group ${group.path} uses ${inWords(use.usedBytes)} of the ${inWords(use.limitBytes)} that it may have`;
    return [{ kind: 'memory-pressure', pids, summary }];
  });
}

const names = {
  1: { limit: 'memory.limit_in_bytes', current: 'memory.usage_in_bytes', cache: 'total_inactive_file' },
  2: { limit: 'memory.max', current: 'memory.current', cache: 'inactive_file' },
} as const;

/** null where there is no limit: `max`, or in version 1 more than any machine has. */
function useOf(
  machine: Machine,
  group: ControlGroup,
): { readonly usedBytes: number; readonly limitBytes: number } | null {
  const { limit, current, cache } = names[group.version];
  const number = (name: string): number => Number(groupFile(machine, group, name)?.text ?? Number.NaN);
  const limitBytes = number(limit);
  if (!(limitBytes > 0) || limitBytes >= 2 ** 60) return null;
  const stat = groupFile(machine, group, 'memory.stat')?.text ?? '';
  const cached = Number(new RegExp(`^${cache} (\\d+)$`, 'm').exec(stat)?.[1] ?? Number.NaN);
  const usedBytes = number(current) - cached;
  return Number.isFinite(usedBytes) ? { usedBytes, limitBytes } : null;
}

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

function inWords(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power] ?? ''}`;
}
