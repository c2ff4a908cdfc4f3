/**
 * A pidfd in a set gets readable when its process ends (pidfd_open(2)): a wait for that end, as wait4 is.
 * Sample, fdinfo of `anon_inode:[pidfd]`: `Pid:	16957` in the reader's pid namespace; -1 once it has been collected, 0
 * for one that the reader's namespace does not know.
 */
import type { Machine } from '../machine/machine.ts';
import { inWords } from './awaited.ts';
import type { DescriptorWait } from './descriptor-wait.ts';
import type { Ender } from './wait.ts';

export const isPidfd = (target: string): boolean => /^(anon_inode:\[pidfd\]|pidfd:)/.test(target);

export const pidfdWait: DescriptorWait = async (machine, thread, { pid: own, fd, info }) => {
  const line = /^Pid:\s*(-?\d+)/m.exec(info ?? '');
  const named = line?.[1] === undefined ? null : Number(line[1]);
  const ender = named === null || named <= 0 ? null : enderFor(machine, named);
  const isChild = ender?.by === 'task' && machine.glance(ender.pid)?.ppid === thread.pid;
  const words = ender?.by === 'task' ? await inWords(machine, ender.pid) : 'a process that cannot be seen';
  const object = isChild ? words : words.replace(/^child /, 'process ');
  return {
    kind: 'child-exit',
    object,
    posture: 'open',
    enders: [ender ?? { by: 'unseen', why: `the process of the pidfd at fd ${fd} cannot be seen` }],
    ready: named === -1 || (ender?.by === 'task' && machine.glance(ender.pid)?.state === 'Z'),
    clause: `until ${object} ends`,
    evidence: line ? [{ source: `/proc/${own}/fdinfo/${fd}`, text: line[0] }] : [],
  };
};

/** With PIDFD_THREAD it is one thread that must end. */
function enderFor(machine: Machine, tid: number): Ender | null {
  const thread = machine.glance(tid) ? null : machine.threadOf(tid);
  const pid = thread?.pid ?? tid;
  if (!machine.glance(pid)) return null;
  const task = { by: 'task', pid, need: 'exit', turn: null } as const;
  return thread ? { ...task, tid, object: `thread ${tid}` } : { ...task, object: `child ${pid}` };
}
