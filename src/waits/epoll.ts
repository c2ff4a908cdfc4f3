/**
 * The set of an epoll instance: a line of its fdinfo for each member (proc_pid_fdinfo(5)), an epoll in an epoll followed.
 * Sample: `tfd:        5 events:       19 data:                5  pos:0 ino:1f3b sdev:8`
 *
 * A member is an open file: it stays in the set under its old number when its descriptor is closed while another copy
 * of it is open. The inode tells whether the number still means the same.
 */
import type { Descriptor, Machine } from '../machine/machine.ts';
import { directionOf, eventNames } from './event-mask.ts';
import type { Entry } from './poll-set.ts';
import type { Entries } from './pollfds.ts';

export const isEpoll = (target: string): boolean => target === 'anon_inode:[eventpoll]';

/** The events among the bits of a mask; what is left without them (EPOLLONESHOT, EPOLLET) is a member disarmed. */
const eventBits = 0x3fff;

export function epollEntries(
  machine: Machine,
  epoll: Descriptor,
  outer: ReadonlySet<number> = new Set(),
): Entries {
  if (epoll.info === null)
    return { entries: [], unknown: [`the members of the epoll at fd ${epoll.fd} could not be read`] };
  const entries: Entry[] = [];
  const unknown: string[] = [];
  const inside = new Set([...outer, epoll.fd]);
  for (const line of epoll.info.split('\n')) {
    const found = /^tfd:\s*(\d+) events:\s*([0-9a-f]+)(?:.*\bino:([0-9a-f]+))?/.exec(line);
    if (!found) continue;
    const fd = Number(found[1]);
    const mask = Number.parseInt(found[2] ?? '0', 16);
    if ((mask & eventBits) === 0) continue;
    const descriptor = machine.descriptor(epoll.pid, fd);
    if (!descriptor || !isSame(descriptor, found[3])) {
      unknown.push(`fd ${fd} of the epoll at fd ${epoll.fd} has been closed, but another copy of it is open`);
    } else if (!isEpoll(descriptor.target)) {
      entries.push({ descriptor, direction: directionOf(mask), events: eventNames(mask) });
    } else if (!inside.has(fd)) {
      const nested = epollEntries(machine, descriptor, inside);
      entries.push(...nested.entries);
      unknown.push(...nested.unknown);
    }
  }
  return { entries, unknown };
}

/** Sockets and pipes carry their inode in readlink's text; of the others it is not asked. */
function isSame({ target }: Descriptor, inode: string | undefined): boolean {
  const own = /^(?:socket|pipe):\[(\d+)\]$/.exec(target)?.[1];
  return own === undefined || inode === undefined || Number(own) === Number.parseInt(inode, 16);
}
