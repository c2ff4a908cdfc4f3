/**
 * `vfork`: a parent sleeps, uninterruptibly and without any disk, until its child executes a program or exits
 * (vfork(2); CLONE_VFORK in clone(2)). Sample: `58 0x5563… …` in state D with wchan `kernel_clone`.
 *
 * The child is the youngest one that has not executed anything yet: PF_FORKNOEXEC in its flags (proc_pid_stat(5)).
 */
import { parseStat, statPath, type Stat } from '../sources/proc/stat.ts';
import { valueOf } from '../view/view.ts';
import type { Machine, Thread } from '../machine/machine.ts';
import { childrenOfThread, inWords } from './awaited.ts';
import { callEvidence, wchanEvidence } from './evidence.ts';
import type { Ender, Recogniser } from './wait.ts';

const family = /^(kernel_clone|(_)?do_fork|wait_for_vfork_done)/;

export const recognise: Recogniser = async (thread, machine) => {
  if (!isVfork(thread)) return null;
  const child = await youngest(machine, thread);
  const object = child ? await inWords(machine, child.pid) : 'a child that was not found';
  const enders: readonly Ender[] = child
    ? [{ by: 'task', pid: child.pid, object: `child ${child.pid}`, need: 'continue', turn: null }]
    : [{ by: 'unseen', why: 'the child that borrows its memory was not found' }];
  const callName = thread.call.in === 'call' ? thread.call.call.name : 'vfork';
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'vfork',
    fd: null,
    object,
    timeoutSeconds: null,
    enders,
    posture: 'owed',
    because: `${callName}: until ${object} executes a program or exits`,
    evidence: [
      ...callEvidence(thread),
      ...wchanEvidence(thread),
      ...(child
        ? [
            {
              source: statPath(child.pid),
              text: `parent ${child.ppid}, flags ${child.flags}: it has not executed a program`,
            },
          ]
        : []),
    ],
  };
};

const cloneVfork = 0x4000n;

/** A plain fork sleeps nowhere in this family. The flags of clone3 are in memory: there wchan has to tell. */
function isVfork(thread: Thread): boolean {
  if (thread.state !== 'D' && thread.state !== 'S') return false;
  const isThere = thread.wchan === null ? null : family.test(thread.wchan);
  if (thread.call.in === 'unseen') return thread.state === 'D' && isThere === true;
  if (thread.call.in !== 'call') return false;
  const { name, args } = thread.call.call;
  if (name === 'vfork') return isThere !== false;
  if (name === 'clone') return ((args[0] ?? 0n) & cloneVfork) !== 0n && isThere !== false;
  return (name === 'clone3' || name === 'fork') && isThere === true;
}

/** include/linux/sched.h, PF_FORKNOEXEC. */
const notExecuted = 0x40;

async function youngest(machine: Machine, thread: Thread): Promise<Stat | null> {
  const stats = childrenOfThread(machine, thread)
    .flatMap((pid) => parseStat(valueOf(machine.view.text(statPath(pid))) ?? '') ?? [])
    .filter(({ flags, state }) => (flags & notExecuted) !== 0 && state !== 'Z' && state !== 'X');
  stats.sort((a, b) => b.startTicks - a.startTicks || b.pid - a.pid);
  return stats[0] ?? null;
}
