/**
 * `child-exit`: a parent waits for a child to end, or a tracer for whom it traces (wait4(2), waitid(2)).
 * Sample: `61 0xffffffff 0x7ffd… 0x0 0x0 0x0 0x0 …` is wait4 for any child, with wchan `do_wait`.
 *
 * A wait for any of several is an OR. The call fails at once where there is nobody to wait for, so if nobody is found
 * there is somebody who could not be seen.
 */
import { statPath } from '../sources/proc/stat.ts';
import type { Machine, Thread } from '../machine/machine.ts';
import { awaitedBy, inWords, waitCallOf, type WaitCall } from './awaited.ts';
import { callEvidence, wchanEvidence } from './evidence.ts';
import { tracerOf } from './traced.ts';
import type { Ender, Evidence, Recogniser } from './wait.ts';
import { counted } from './words.ts';

const family = /^(do_wait|kernel_wait4|kernel_waitid)$/;

export const recognise: Recogniser = async (thread, machine) => {
  const call = callOf(thread);
  if (!call) return null;
  const awaited = awaitedBy(machine, thread, call);
  const ended = collects(call) ? awaited.filter((pid) => isDead(machine, pid)) : [];
  const object = await objectOf(machine, thread, awaited);
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'child-exit',
    fd: call.scope.of === 'pidfd' ? call.scope.fd : null,
    object,
    timeoutSeconds: null,
    enders: endersOf(machine, thread, awaited, ended),
    posture: 'open',
    because: `${call.name}: until ${object} ${awaited.length === 0 ? 'ends, but none was found' : 'ends'}`,
    evidence: [
      ...callEvidence(thread),
      ...wchanEvidence(thread),
      ...awaited.slice(0, shown).map((pid) => parentOf(machine, pid)),
    ],
    ...(ended.length > 0
      ? { facts: ended.slice(0, shown).map((pid) => `child ${pid} has ended already`) }
      : {}),
  };
};

/** So many children are told of; a wait for any of hundreds is told by their number. */
const shown = 3;

/** Where the call may not be seen, wchan tells that it waits for some child. */
function callOf(thread: Thread): WaitCall | null {
  if (thread.call.in === 'call') return waitCallOf(thread.call.call);
  if (thread.call.in !== 'unseen' || thread.process.isKernel || !family.test(thread.wchan ?? '')) return null;
  return { name: 'a wait for a child (its call may not be seen)', scope: { of: 'any' }, flags: 0 };
}

/** waitid may wait for a stop or a continue alone. */
const collects = ({ name, flags }: WaitCall): boolean => name !== 'waitid' || (flags & 0x4) !== 0;

async function objectOf(machine: Machine, thread: Thread, awaited: readonly number[]): Promise<string> {
  const [only] = awaited;
  if (only === undefined) return 'a child';
  if (awaited.length === 1) return inWords(machine, only, nounOf(machine, thread, only));
  const more = awaited.length > shown ? ', …' : '';
  return `any of ${counted(awaited.length, 'child').replace('childs', 'children')}: ${awaited.slice(0, shown).join(', ')}${more}`;
}

/** A tracer gets the ends of those it traces as if they were children. */
const nounOf = (machine: Machine, thread: Thread, pid: number): string =>
  machine.glance(pid)?.ppid === thread.pid ? 'child' : 'tracee';

/** One that has ended already ends the wait at once, unless its tracer is to collect it first. */
function endersOf(
  machine: Machine,
  thread: Thread,
  awaited: readonly number[],
  ended: readonly number[],
): readonly Ender[] {
  if (awaited.length === 0)
    return [
      {
        by: 'unseen',
        why: `whom ${thread.pid} waits for was not found among the processes that can be seen`,
      },
    ];
  const enders = awaited.flatMap((pid): readonly Ender[] => {
    const object = `${nounOf(machine, thread, pid)} ${pid}`;
    const exit: Ender = { by: 'task', pid, object, need: 'exit', turn: null };
    if (!ended.includes(pid)) return [exit];
    const leader = machine.process(pid)?.thread(pid);
    const tracer = leader ? tracerOf(machine, leader) : null;
    if (!tracer || tracer.pid === thread.pid) return [exit, { by: 'clock', inSeconds: 0 }];
    return [
      {
        by: 'task',
        pid: tracer.pid,
        object: `${object}, which has ended but is traced`,
        need: 'continue',
        turn: 'theirs',
      },
    ];
  });
  return enders;
}

/** All of it: a leader that has exited while threads live on has not ended. */
function isDead(machine: Machine, pid: number): boolean {
  const process = machine.glance(pid)?.state === 'Z' ? machine.process(pid) : null;
  return process !== null && process.threads.every(({ state }) => state === 'Z' || state === 'X');
}

const parentOf = (machine: Machine, pid: number): Evidence => {
  const glance = machine.glance(pid);
  return { source: statPath(pid), text: glance ? `state ${glance.state}, parent ${glance.ppid}` : 'gone' };
};
