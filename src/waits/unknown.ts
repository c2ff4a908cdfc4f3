/**
 * `unknown`: asleep, and no other kind has explained it: the last resort, with the texts as they stand. A call that
 * may not be seen says so; a device has its words (device.ts); a kernel thread waits for work.
 */
import type { Machine, Thread } from '../machine/machine.ts';
import { blockedOn } from './descriptor-calls.ts';
import { fileOf } from './evidence.ts';
import { callInWords, kernelWait } from './kernel-wait.ts';
import { waitFrom } from './plain.ts';
import { waitOn } from './wait-on.ts';
import type { Ender, Recogniser, Wait } from './wait.ts';

export const recognise: Recogniser = async (thread, machine) => {
  if (thread.process.isKernel) return ofKernel(thread);
  const plain = await onDescriptor(machine, thread);
  if (plain) return plain;
  const where = thread.wchan ?? thread.stack?.[0] ?? null;
  const place = where === null ? 'somewhere in the kernel' : `in ${where}`;
  const clause =
    thread.call.in === 'unseen' ? `it sleeps ${place}: ${thread.call.why}` : `it sleeps ${place}`;
  return {
    ...kernelWait(thread, { kind: 'unknown', object: place, clause, enders: [enderOf(thread, place)] }),
    posture: thread.state === 'D' ? 'owed' : 'open',
  };
};

/** Who sleeps uninterruptibly waits for the kernel itself, for a device or a lock in it: no signal can end that. */
function enderOf(thread: Thread, place: string): Ender {
  if (thread.call.in === 'unseen') return { by: 'unseen', why: thread.call.why };
  if (thread.state === 'D') return { by: 'device', what: `the kernel, ${place}` };
  return { by: 'unseen', why: `nothing tells what ends ${callInWords(thread)}` };
}

/** A read or a write that no kind of its own speaks for: of a device, or of an unusual socket. */
async function onDescriptor(machine: Machine, thread: Thread): Promise<Wait | null> {
  const blocked = blockedOn(thread);
  const descriptor = blocked && machine.descriptor(thread.pid, blocked.fd);
  if (!blocked || !descriptor || thread.state === 'D') return null;
  return waitFrom(
    thread,
    blocked.call.name,
    blocked.fd,
    await waitOn(machine, thread, descriptor, blocked.direction),
  );
}

const ofKernel = (thread: Thread): Wait => ({
  pid: thread.pid,
  tid: thread.tid,
  kind: 'unknown',
  fd: null,
  object: 'work in the kernel',
  timeoutSeconds: null,
  enders: [{ by: 'outside', what: 'work in the kernel' }],
  posture: 'rest',
  because: `a kernel thread that waits for work${thread.wchan === null ? '' : `, in ${thread.wchan}`}`,
  evidence: [{ source: fileOf(thread, 'wchan'), text: thread.wchan ?? '0' }],
});
