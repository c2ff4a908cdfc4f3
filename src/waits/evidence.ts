/** The texts that prove what a thread does: its system call, and the symbol in which it sleeps (proc_pid_syscall(5)). */
import type { Thread } from '../machine/machine.ts';
import type { Evidence } from './wait.ts';

/** Where a thread's own files stand: `/proc/812/syscall`, and `/proc/812/task/815/syscall` for another thread. */
export const fileOf = ({ pid, tid }: Thread, name: string): string =>
  tid === pid ? `/proc/${pid}/${name}` : `/proc/${pid}/task/${tid}/${name}`;

export function callEvidence(thread: Thread): readonly Evidence[] {
  const { call } = thread;
  return call.in === 'unseen' ? [] : [{ source: fileOf(thread, 'syscall'), text: call.text }];
}

export const wchanEvidence = (thread: Thread): readonly Evidence[] =>
  thread.wchan === null ? [] : [{ source: fileOf(thread, 'wchan'), text: thread.wchan }];

/** The innermost frames: the rest is the way into the kernel, the same for all. */
export const stackEvidence = (thread: Thread): readonly Evidence[] =>
  thread.stack === null || thread.stack.length === 0
    ? []
    : [{ source: fileOf(thread, 'stack'), text: thread.stack.slice(0, 8).join(' < ') }];

/** Whether a thread sleeps in one of a family of kernel functions: the spelling drifts between kernels. */
export const sleepsIn = (thread: Thread, family: RegExp): boolean =>
  (thread.wchan !== null && family.test(thread.wchan)) ||
  (thread.stack ?? []).some((frame) => family.test(frame));
