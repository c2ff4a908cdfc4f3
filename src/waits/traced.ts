/**
 * `traced`: held in a tracing stop until its tracer lets it go on (ptrace(2)). Sample: state `t` in /proc/PID/stat,
 * `TracerPid:	1302` in /proc/PID/task/TID/status: that is the thread that attached, and only that thread can continue it.
 */
import { parseStatus, threadStatusPath } from '../sources/proc/status.ts';
import { valueOf } from '../view/view.ts';
import type { Machine, Thread } from '../machine/machine.ts';
import { callEvidence, fileOf, wchanEvidence } from './evidence.ts';
import type { Ender, Recogniser } from './wait.ts';

export const recognise: Recogniser = (thread, machine) => {
  if (thread.state !== 't') return null;
  const tracer = tracerOf(machine, thread);
  const who = tracer ? `its tracer ${tracer.process.name} (${tracer.pid})` : 'a tracer that cannot be seen';
  const enders: readonly Ender[] = tracer
    ? [continuesBy(tracer)]
    : [{ by: 'unseen', why: `who traces ${thread.pid} could not be seen` }];
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'traced',
    fd: null,
    object: tracer ? `tracer ${tracer.pid} (${tracer.process.name})` : who,
    timeoutSeconds: null,
    enders,
    posture: 'owed',
    because: `held in a tracing stop by ${who}`,
    evidence: [
      { source: fileOf(thread, 'stat'), text: `state ${thread.state}` },
      { source: fileOf(thread, 'status'), text: `TracerPid:\t${tracerTid(machine, thread)}` },
      ...wchanEvidence(thread),
      ...callEvidence(thread),
    ],
  };
};

/** A tracer with several threads is named by the one that attached: the others cannot. */
const continuesBy = ({ pid, tid, process }: Thread): Ender => ({
  by: 'task',
  pid,
  ...(process.threadCount > 1 ? { tid } : {}),
  object: 'a tracing stop',
  need: 'continue',
  turn: 'theirs',
});

/** The thread that traces this one; null for none, or one of a pid namespace that cannot be seen. */
export function tracerOf(machine: Machine, thread: Thread): Thread | null {
  const tid = tracerTid(machine, thread);
  return tid === 0 ? null : machine.threadOf(tid);
}

const tracerTid = (machine: Machine, { pid, tid, process }: Thread): number =>
  parseStatus(valueOf(machine.view.text(threadStatusPath(pid, tid))) ?? '')?.tracerPid ?? process.tracerPid;
