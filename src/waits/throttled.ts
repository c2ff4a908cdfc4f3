/**
 * `throttled`: ready to run, but the CPU quota of its control group leaves it next to nothing (Documentation/scheduler/
 * sched-bwc.rst). Sample: `1000 1000000` in cpu.max is a millisecond of every second; version 1 has
 * cpu.cfs_quota_us and cpu.cfs_period_us. A quota that merely slows it down is none of this.
 */
import type { Machine, Process } from '../machine/machine.ts';
import { controlGroups, groupFile, lineOf, type ControlGroup } from './control-groups.ts';
import { callEvidence } from './evidence.ts';
import type { Evidence, Recogniser } from './wait.ts';

/** Of one processor. */
const nextToNothing = 0.05;

interface Quota {
  readonly group: ControlGroup;
  readonly share: number;
  readonly evidence: readonly Evidence[];
}

export const recognise: Recogniser = (thread, machine) => {
  if (thread.process.isKernel || thread.state !== 'R') return null;
  const quota = quotaOf(machine, thread.process);
  if (!quota || quota.share > nextToNothing) return null;
  const throttled = timesThrottled(machine, quota.group);
  if (!throttled) return null;
  const { path } = quota.group;
  const percent = `${Number((quota.share * 100).toPrecision(2))} % of a processor`;
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'throttled',
    fd: null,
    object: path,
    timeoutSeconds: null,
    enders: [{ by: 'outside', what: `a larger CPU quota of the control group ${path}` }],
    posture: 'owed',
    because: `ready to run, but the CPU quota of its control group ${path} leaves it ${percent}`,
    evidence: [...quota.evidence, throttled, ...callEvidence(thread)],
  };
};

/** The smallest quota of its group and of those above it. */
function quotaOf(machine: Machine, process: Process): Quota | null {
  const quotas = controlGroups(machine, process, 'cpu').flatMap((group) => quotaIn(machine, group) ?? []);
  return quotas.reduce<Quota | null>((least, one) => (least && least.share <= one.share ? least : one), null);
}

function quotaIn(machine: Machine, group: ControlGroup): Quota | null {
  const names = group.version === 2 ? ['cpu.max'] : ['cpu.cfs_quota_us', 'cpu.cfs_period_us'];
  const evidence = names.flatMap((name) => groupFile(machine, group, name) ?? []);
  const [quota, period] = evidence.flatMap(({ text }) => text.split(' ')).map(Number);
  // `max` and -1 stand for none
  if (quota === undefined || period === undefined || !(quota > 0) || !(period > 0)) return null;
  return { group, share: quota / period, evidence };
}

function timesThrottled(machine: Machine, group: ControlGroup): Evidence | null {
  const stat = groupFile(machine, group, 'cpu.stat');
  const line = stat && lineOf(stat, 'nr_throttled');
  return line && Number(line.text.split(' ')[1]) > 0 ? line : null;
}
