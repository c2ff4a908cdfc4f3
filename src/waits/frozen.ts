/**
 * `frozen`: the freezer of a control group holds it, whatever it was doing (cgroups(7), Documentation/admin-guide/
 * cgroup-v2.rst and cgroup-v1/freezer-subsystem.rst). Sample: `frozen 1` in cgroup.events, `FROZEN` in freezer.state.
 *
 * Version 2 leaves it in state S and wchan `get_signal` or `do_freezer_trap`; version 1 shows D, and the function in
 * which it slept before. So neither tells by itself: the group does.
 */
import type { Machine, Thread } from '../machine/machine.ts';
import { controlGroups, groupFile, lineOf, type ControlGroup } from './control-groups.ts';
import { callEvidence, wchanEvidence } from './evidence.ts';
import type { Evidence, Recogniser } from './wait.ts';

interface Hold {
  readonly group: ControlGroup | null;
  readonly evidence: readonly Evidence[];
}

/** Functions in which nobody sleeps who is not being frozen. */
const freezers = /^(do_freezer_trap|(__)?refrigerator)$/;

export const recognise: Recogniser = (thread, machine) => {
  if (thread.process.isKernel || 'RZX'.includes(thread.state)) return null;
  const hold = holdOf(machine, thread);
  if (!hold) return null;
  const path = hold.group?.path ?? [...thread.process.cgroups.values()].at(-1) ?? 'a control group';
  const isStopPending = ((thread.process.signals?.pending ?? 0n) & stopSignal) !== 0n;
  const by = hold.group ? ` (${fileThatThaws(hold.group)})` : '';
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'frozen',
    fd: null,
    object: path,
    timeoutSeconds: null,
    enders: [{ by: 'outside', what: `a thaw of the control group ${path}${by}` }],
    posture: 'owed',
    because: `frozen with its control group ${path}`,
    evidence: [...hold.evidence, ...wchanEvidence(thread), ...callEvidence(thread)],
    ...(isStopPending ? { facts: ['a SIGSTOP is pending: once thawed it is stopped'] } : {}),
  };
};

/** SIGSTOP is 19 on every architecture that Node runs on. */
const stopSignal = 1n << 18n;

const fileThatThaws = ({ version, directory }: ControlGroup): string =>
  version === 2 ? `0 into ${directory}/cgroup.freeze` : `THAWED into ${directory}/freezer.state`;

function holdOf(machine: Machine, thread: Thread): Hold | null {
  const groups = controlGroups(machine, thread.process, 'freezer');
  const hold =
    byVersion2(
      machine,
      thread,
      groups.filter(({ version }) => version === 2),
    ) ??
    byVersion1(
      machine,
      thread,
      groups.filter(({ version }) => version === 1),
    );
  if (hold) return hold;
  return isIn(thread, freezers) ? { group: null, evidence: [] } : null;
}

/** A group that is to be frozen but is not yet (`frozen 0`) holds those of it that have come to the trap. */
function byVersion2(machine: Machine, thread: Thread, groups: readonly ControlGroup[]): Hold | null {
  const [own] = groups;
  const events = own && groupFile(machine, own, 'cgroup.events');
  const frozen = events && lineOf(events, 'frozen');
  if (!frozen) return null;
  const freezing = groups.filter((group) => groupFile(machine, group, 'cgroup.freeze')?.text === '1').at(-1);
  const isTrapped = isIn(thread, freezers) || isIn(thread, /^get_signal$/);
  if (frozen.text !== 'frozen 1' && !(freezing && isTrapped)) return null;
  const freeze = freezing && groupFile(machine, freezing, 'cgroup.freeze');
  return { group: freezing ?? own, evidence: freeze ? [frozen, freeze] : [frozen] };
}

function byVersion1(machine: Machine, thread: Thread, groups: readonly ControlGroup[]): Hold | null {
  const [own] = groups;
  const state = own && groupFile(machine, own, 'freezer.state');
  if (!state) return null;
  const isHeld = state.text === 'FROZEN' || (state.text === 'FREEZING' && isIn(thread, freezers));
  if (!isHeld) return null;
  const freezing = groups
    .filter((group) => groupFile(machine, group, 'freezer.self_freezing')?.text === '1')
    .at(-1);
  return { group: freezing ?? own, evidence: [state] };
}

const isIn = ({ wchan, stack }: Thread, family: RegExp): boolean => family.test(wchan ?? stack?.[0] ?? '');
