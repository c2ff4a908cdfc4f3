/**
 * A plain wait: a call blocked on one descriptor, whose meaning the descriptor's `DescriptorWait` tells; also what
 * is left to say when the system call may not be seen (ptrace_scope, another user) and only wchan speaks.
 */
import type { Descriptor, Machine, Thread } from '../machine/machine.ts';
import type { PlainWait } from './descriptor-wait.ts';
import { callEvidence, wchanEvidence } from './evidence.ts';
import type { Ender, Kind, Posture, Wait } from './wait.ts';

/** `because` of a plain wait: `recvfrom on fd 7: TCP … , established, nothing received for 3 days`. */
export function waitFrom(thread: Thread, callName: string, fd: number | null, plain: PlainWait): Wait {
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: plain.kind,
    fd,
    object: plain.object,
    timeoutSeconds: null,
    enders: plain.enders,
    posture: plain.posture,
    because: fd === null ? `${callName}: ${plain.clause}` : `${callName} on fd ${fd}: ${plain.clause}`,
    evidence: [...callEvidence(thread), ...plain.evidence],
    ...(plain.side ? { side: plain.side } : {}),
    ...(plain.silentSeconds ? { silentSeconds: plain.silentSeconds } : {}),
    ...(plain.facts && plain.facts.length > 0 ? { facts: plain.facts } : {}),
  };
}

/** What wchan alone tells, where the system call may not be read. */
export function blind(thread: Thread, kind: Kind, family: RegExp, posture: Posture): Wait | null {
  if (thread.call.in !== 'unseen' || thread.wchan === null || !family.test(thread.wchan)) return null;
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind,
    fd: null,
    object: 'a descriptor that may not be seen',
    timeoutSeconds: null,
    enders: [{ by: 'unseen', why: thread.call.why }],
    posture,
    because: `sleeps in ${thread.wchan}; its system call may not be seen: ${thread.call.why}`,
    evidence: wchanEvidence(thread),
  };
}

/**
 * Whoever holds `target` open, as enders. The waiting thread itself is none: its own process is one only when it
 * has another thread.
 */
export function holdersAsEnders(
  machine: Machine,
  thread: Thread,
  descriptors: readonly Descriptor[],
  ender: (descriptor: Descriptor) => Extract<Ender, { by: 'task' }>,
): readonly Ender[] {
  const enders: Ender[] = [];
  const seen = new Set<number>();
  for (const descriptor of descriptors) {
    const { pid } = descriptor;
    if (seen.has(pid) || (pid === thread.pid && !hasOtherThreads(machine, thread))) continue;
    seen.add(pid);
    enders.push(ender(descriptor));
  }
  return enders;
}

export const hasOtherThreads = (machine: Machine, thread: Thread): boolean =>
  (machine.process(thread.pid)?.threads ?? []).some(
    ({ tid, state }) => tid !== thread.tid && state !== 'Z' && state !== 'X',
  );
