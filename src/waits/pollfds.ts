/** The set of poll and ppoll: an array of `struct pollfd { int fd; short events; short revents; }` in memory (poll(2)). */
import { valueOf } from '../view/view.ts';
import type { Machine, Thread } from '../machine/machine.ts';
import { directionOf, eventNames } from './event-mask.ts';
import type { Entry } from './poll-set.ts';

export interface Entries {
  readonly entries: readonly Entry[];
  readonly unknown: readonly string[];
}

const structBytes = 8;

/** No program polls more at once than it may open; an absurd count is not one. */
const mostEntries = 65_536;

export function pollfdsAt(machine: Machine, thread: Thread, address: bigint, count: number): Entries {
  if (count === 0) return { entries: [], unknown: [] };
  const bytes =
    count > mostEntries ? null : valueOf(machine.view.memory(thread.pid, address, count * structBytes));
  if (!bytes || bytes.length < count * structBytes) {
    return { entries: [], unknown: [`${count} descriptors: the set could not be read from memory`] };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Entry[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < count * structBytes; at += structBytes) {
    const fd = view.getInt32(at, true);
    if (fd < 0) continue;
    const mask = view.getInt16(at + 4, true);
    const descriptor = machine.descriptor(thread.pid, fd);
    if (descriptor) entries.push({ descriptor, direction: directionOf(mask), events: eventNames(mask) });
    else unknown.push(`fd ${fd} could not be seen`);
  }
  return { entries, unknown };
}
