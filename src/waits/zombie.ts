/**
 * `zombie`: it has exited, and nobody has collected it (wait(2)). Sample: state `Z` in /proc/PID/stat. It needs
 * nothing any more; its parent is to collect it, or before that whoever traces it (ptrace(2)).
 */
import type { Machine, Thread } from '../machine/machine.ts';
import { tracerOf } from './traced.ts';
import type { Ender, Recogniser } from './wait.ts';

export const recognise: Recogniser = (thread, machine) => {
  if (thread.state !== 'Z' && thread.state !== 'X') return null;
  const collector = collectorOf(machine, thread);
  const who =
    collector === null
      ? 'nobody that can be seen'
      : `${machine.glance(collector)?.name ?? 'process'} (${collector})`;
  const enders: readonly Ender[] =
    collector === null
      ? [{ by: 'unseen', why: 'its parent could not be seen' }]
      : [
          {
            by: 'task',
            pid: collector,
            object: `exit status of ${thread.pid}`,
            need: 'continue',
            turn: 'theirs',
          },
        ];
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'zombie',
    fd: null,
    object: `exit status of ${thread.pid}`,
    timeoutSeconds: null,
    enders,
    posture: 'rest',
    because: `it has exited and is to be collected by ${who}`,
    evidence: [
      { source: `/proc/${thread.pid}/stat`, text: `state ${thread.state}, parent ${thread.process.ppid}` },
    ],
  };
};

function collectorOf(machine: Machine, thread: Thread): number | null {
  const collector = tracerOf(machine, thread)?.pid ?? thread.process.ppid;
  return machine.glance(collector) ? collector : null;
}
