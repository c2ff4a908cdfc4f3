/**
 * `memory`: it wants memory and waits until some is free: in a control group that is full (Documentation/admin-guide/
 * cgroup-v2.rst and cgroup-v1/memory.rst), or while the kernel reclaims some. Sample: wchan
 * `mem_cgroup_oom_synchronize` in state D, memory.usage_in_bytes as large as memory.limit_in_bytes.
 */
import type { Machine, Process } from '../machine/machine.ts';
import { controlGroups, groupFile, type ControlGroup } from './control-groups.ts';
import { sleepsIn } from './evidence.ts';
import { isAsleep, kernelWait } from './kernel-wait.ts';
import type { Evidence, Recogniser } from './wait.ts';

/** A group's limit; the others are about the memory of the whole machine. */
const ofGroup =
  /^(__)?(mem_cgroup_(oom|handle_over_high|wait_acct_move|out_of_memory|charge)|(try|do)_charge|try_to_free_mem_cgroup_pages)/;
const ofMachine =
  /^(reclaim_throttle|throttle_direct_reclaim|do_try_to_free_pages|try_to_free_pages|shrink_(node|zone|lruvec|slab|inactive_list)|__perform_reclaim|__alloc_pages_(slowpath|direct)|wait_iff_congested|congestion_wait|too_many_isolated|oom_killer)/;

export const recognise: Recogniser = (thread, machine) => {
  if (!isAsleep(thread) || thread.process.isKernel) return null;
  const isGroup = sleepsIn(thread, ofGroup);
  if (!isGroup && !sleepsIn(thread, ofMachine)) return null;
  const full = fullGroup(machine, thread.process);
  if (!isGroup && !full) {
    const object = 'memory of the machine';
    return kernelWait(thread, {
      kind: 'memory',
      object,
      clause: 'the kernel reclaims memory',
      enders: [{ by: 'device', what: 'free memory' }],
    });
  }
  const object = `memory of the control group ${full?.group.path ?? thread.process.cgroups.get('memory') ?? thread.process.cgroups.get('') ?? 'it is in'}`;
  return kernelWait(thread, {
    kind: 'memory',
    object,
    clause: full
      ? `the ${object} is full: ${full.usedBytes} of ${full.limitBytes} bytes`
      : `no room in the ${object}`,
    enders: [{ by: 'device', what: `free ${object}` }],
    evidence: full?.evidence ?? [],
  });
};

interface Full {
  readonly group: ControlGroup;
  readonly usedBytes: number;
  readonly limitBytes: number;
  readonly evidence: readonly Evidence[];
}

/** As good as full: a page that is charged ahead may be missing. */
const nearlyAll = 0.95;

const files = [
  { used: 'memory.usage_in_bytes', limit: 'memory.limit_in_bytes' },
  { used: 'memory.current', limit: 'memory.max' },
  { used: 'memory.current', limit: 'memory.high' },
] as const;

/** The group that is full: its own, or one above it whose limit holds for all below. */
function fullGroup(machine: Machine, process: Process): Full | null {
  for (const group of controlGroups(machine, process, 'memory')) {
    for (const { used, limit } of files) {
      const [now, most] = [groupFile(machine, group, used), groupFile(machine, group, limit)];
      // `max` stands for no limit
      if (!now || !most || !(Number(now.text) >= Number(most.text) * nearlyAll)) continue;
      const state = ['memory.oom_control', 'memory.events'].flatMap(
        (name) => groupFile(machine, group, name) ?? [],
      );
      return {
        group,
        usedBytes: Number(now.text),
        limitBytes: Number(most.text),
        evidence: [now, most, ...state],
      };
    }
  }
  return null;
}
