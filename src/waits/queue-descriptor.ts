/**
 * A POSIX message queue in a set (mq_overview(7)): on Linux its descriptor can be polled. Readlink gives `/NAME` for one
 * that mq_open(3) opened, on a mount of the kernel's own that no process lists, and a path under a mount of type
 * `mqueue` otherwise.
 */
import type { Descriptor, Machine } from '../machine/machine.ts';
import { numberOf } from '../sources/proc/fdinfo.ts';
import type { DescriptorWait } from './descriptor-wait.ts';
import { holdersAsEnders } from './plain.ts';
import { holdersOfFile, mountTypeOf } from './same-file.ts';
import { unseenHolders } from './unseen.ts';
import type { Ender } from './wait.ts';

export function isQueue(machine: Machine, descriptor: Descriptor): boolean {
  if (!descriptor.target.startsWith('/')) return false;
  const type = mountTypeOf(machine, descriptor);
  if (type !== null) return type === 'mqueue';
  const hasMountId = numberOf(descriptor.info ?? '', 'mnt_id') !== null;
  return (
    hasMountId &&
    machine.mounts(descriptor.pid).length > 0 &&
    /^\/[^/]+( \(deleted\))?$/.test(descriptor.target)
  );
}

/** As message-queue.ts has it: a receiver rests, a sender is owed room; a queue that nobody else has may be opened. */
export const queueWait: DescriptorWait = (machine, thread, descriptor, direction) => {
  const other = direction === 'in' ? 'w' : 'r';
  const all = holdersOfFile(machine, descriptor);
  const partners = all.descriptors.filter(({ access }) => access?.includes(other) ?? false);
  const name = `POSIX message queue ${descriptor.target}`;
  const enders: readonly Ender[] = holdersAsEnders(machine, thread, partners, ({ pid, fd }) => ({
    by: 'task',
    pid,
    fd,
    object: name,
    need: 'data',
    turn: direction === 'out' ? 'theirs' : null,
  }));
  const anybody: readonly Ender[] =
    enders.length === 0
      ? [
          {
            by: 'outside',
            what: `whoever opens ${descriptor.target} to ${direction === 'in' ? 'send' : 'receive'}`,
          },
        ]
      : [];
  return Promise.resolve({
    kind: 'message-queue',
    object: name,
    posture: direction === 'in' ? 'rest' : 'owed',
    enders: [...enders, ...anybody, ...unseenHolders(machine, all)],
    ready: false,
    clause: `${name}, ${direction === 'in' ? 'which is empty' : 'which is full'}`,
    evidence: [],
  });
};
