/** The sets of select and pselect6: three bit maps in memory, one bit a descriptor below `nfds` (select(2)). */
import { valueOf } from '../view/view.ts';
import type { Machine, Thread } from '../machine/machine.ts';
import type { Entry } from './poll-set.ts';
import type { Entries } from './pollfds.ts';

const names = ['in', 'out', 'pri'] as const;

/** The kernel's fd_set is an array of longs; more descriptors than a process may have is not a set. */
const mostDescriptors = 65_536;

/** @param addresses of the sets for reading, writing and exceptions, in the order of the arguments; 0 for none */
export function selectSetAt(
  machine: Machine,
  thread: Thread,
  nfds: number,
  addresses: readonly bigint[],
): Entries {
  const events = new Map<number, string[]>();
  const unknown: string[] = [];
  const length = Math.ceil(Math.min(nfds, mostDescriptors) / 8);
  for (const [index, name] of names.entries()) {
    const address = addresses[index] ?? 0n;
    if (address === 0n || length === 0) continue;
    const bytes = valueOf(machine.view.memory(thread.pid, address, length));
    if (!bytes) {
      unknown.push(`the set of descriptors to wait for (${name}) could not be read from memory`);
      continue;
    }
    for (let fd = 0; fd < nfds; fd++) {
      if (((bytes[fd >> 3] ?? 0) & (1 << (fd & 7))) === 0) continue;
      events.set(fd, [...(events.get(fd) ?? []), name]);
    }
  }
  const entries: Entry[] = [];
  for (const [fd, wanted] of [...events].sort(([a], [b]) => a - b)) {
    const descriptor = machine.descriptor(thread.pid, fd);
    const direction = wanted.includes('out') ? 'out' : 'in';
    if (descriptor) entries.push({ descriptor, direction, events: wanted.join('|') });
    else unknown.push(`fd ${fd} could not be seen`);
  }
  return { entries, unknown };
}
