/**
 * Recognises a call that is blocked on one sort of descriptor, and tells it through the `DescriptorWait` of that sort.
 * Sample: `0 0x3 0x7ffc… 0x1 …` (read, fd 3) with wchan `anon_pipe_read`, and fd 3 is `pipe:[8011]`.
 */
import type { Descriptor, Machine, Thread } from '../machine/machine.ts';
import { blockedOn } from './descriptor-calls.ts';
import type { Direction, DescriptorWait } from './descriptor-wait.ts';
import { sleepsIn, wchanEvidence } from './evidence.ts';
import { blind, waitFrom } from './plain.ts';
import type { Kind, Posture, Recogniser, Wait } from './wait.ts';

export interface DescriptorSort {
  readonly kind: Kind;
  /** null: it blocks in either direction. */
  readonly direction: Direction | null;
  readonly is: (machine: Machine, thread: Thread, descriptor: Descriptor) => boolean;
  readonly wait: DescriptorWait;
  /** Functions in which nothing else sleeps: they tell the kind when the call, or the descriptor, may not be seen. */
  readonly sleepsIn: RegExp;
  readonly posture: Posture;
}

export function descriptorRecogniser(sort: DescriptorSort): Recogniser {
  return async (thread, machine) => {
    const blocked = blockedOn(thread);
    if (!blocked) return thread.call.in === 'unseen' ? withoutCall(sort, thread, machine) : null;
    if (sort.direction !== null && blocked.direction !== sort.direction) return null;
    const { call, fd, direction } = blocked;
    const descriptor = machine.descriptor(thread.pid, fd);
    if (!descriptor) return sleepsIn(thread, sort.sleepsIn) ? closed(sort, thread, call.name, fd) : null;
    if (!sort.is(machine, thread, descriptor)) return null;
    return waitFrom(thread, call.name, fd, await sort.wait(machine, thread, descriptor, direction));
  };
}

/** Another thread has closed the descriptor: the call goes on with the file that it was. */
function closed(sort: DescriptorSort, thread: Thread, callName: string, fd: number): Wait {
  return waitFrom(thread, callName, fd, {
    kind: sort.kind,
    object: `what fd ${fd} was`,
    posture: sort.posture,
    enders: [{ by: 'unseen', why: `fd ${fd} of ${thread.pid} cannot be seen, or it was closed meanwhile` }],
    ready: false,
    clause: 'which cannot be seen, or was closed meanwhile',
    evidence: wchanEvidence(thread),
  });
}

/** Where the call may not be seen but the descriptors may, the only one of its sort is the one that it waits for. */
async function withoutCall(sort: DescriptorSort, thread: Thread, machine: Machine): Promise<Wait | null> {
  const wait = blind(thread, sort.kind, sort.sleepsIn, sort.posture);
  if (!wait || thread.call.in !== 'unseen') return wait;
  const direction = sort.direction ?? 'in';
  const only = onlyOne(machine, thread, sort, direction);
  if (!only) return wait;
  const plain = await sort.wait(machine, thread, only, direction);
  return {
    ...waitFrom(thread, thread.wchan ?? '', only.fd, plain),
    because: `${wait.because}; the only thing that it could wait for so is fd ${only.fd}: ${plain.clause}`,
    evidence: [...wait.evidence, ...plain.evidence],
  };
}

function onlyOne(
  machine: Machine,
  thread: Thread,
  sort: DescriptorSort,
  direction: Direction,
): Descriptor | null {
  const all = machine.descriptors(thread.pid);
  const wanted = direction === 'in' ? 'r' : 'w';
  const fitting = (all.ok ? all.value : []).filter(
    (one) => (one.access === null || one.access.includes(wanted)) && sort.is(machine, thread, one),
  );
  const [first] = fitting;
  if (!first) return null;
  // anonymous inodes share one link, whatever they are
  const isOne = first.target.startsWith('anon_inode:')
    ? fitting.length === 1
    : fitting.every(({ target }) => target === first.target);
  return isOne ? first : null;
}
