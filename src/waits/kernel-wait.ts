/** What the waits share in which the kernel itself holds a thread: memory, disks, file systems, page faults. */
import type { Thread } from '../machine/machine.ts';
import { callEvidence, sleepsIn, stackEvidence, wchanEvidence } from './evidence.ts';
import type { Ender, Evidence, Kind, Wait } from './wait.ts';

export interface KernelWait {
  readonly kind: Kind;
  readonly object: string;
  /** One clause: `no answer from the server of …`. */
  readonly clause: string;
  readonly enders: readonly Ender[];
  readonly fd?: number | null;
  readonly evidence?: readonly Evidence[];
  readonly facts?: readonly string[];
}

export const kernelWait = (thread: Thread, wait: KernelWait): Wait => ({
  pid: thread.pid,
  tid: thread.tid,
  kind: wait.kind,
  fd: wait.fd ?? null,
  object: wait.object,
  timeoutSeconds: null,
  enders: wait.enders,
  posture: 'owed',
  because: `${callInWords(thread)}: ${wait.clause}`,
  evidence: [
    ...callEvidence(thread),
    ...wchanEvidence(thread),
    ...stackEvidence(thread),
    ...(wait.evidence ?? []),
  ],
  ...(wait.facts && wait.facts.length > 0 ? { facts: wait.facts } : {}),
});

/** A thread that is held outside of any call was caught in a page fault, or on its way out of the kernel. */
export const callInWords = (thread: Thread): string => {
  const { call } = thread;
  if (call.in === 'call') return call.call.name;
  if (call.in === 'unseen') return 'a call that may not be seen';
  return sleepsIn(thread, pageFrames) ? 'page fault' : 'outside of any call';
};

/** A program touched the page, or the kernel in a call of it. Without the stack, being in no call has to do. */
export const isInFault = (thread: Thread): boolean =>
  thread.call.in === 'user' || sleepsIn(thread, pageFrames);

const pageFrames =
  /^(asm_exc_page_fault|exc_page_fault|(__)?do_user_(addr|page)_fault|(__)?do_page_fault|do_mem_abort|el0_[di]a|(__)?handle_mm_fault|filemap_fault|pagefault_out_of_memory)$/;

/** Asleep: what else these functions do is work. */
export const isAsleep = ({ state, call }: Thread): boolean =>
  (state === 'S' || state === 'D') && call.in !== 'running';
