/**
 * Who could give up a held file lock: everybody who has the open file that carries it, since a fork shares it, or the
 * process of a POSIX lock. Nobody found is not nobody: a descriptor may be under way, its holder may be unseen or in
 * another pid namespace, or the kernel itself has the file.
 */
import type { Machine, Thread } from '../machine/machine.ts';
import type { HeldLock } from './locks-in-the-way.ts';
import { hasOtherThreads } from './plain.ts';
import { unseenHolders } from './unseen.ts';
import type { Ender } from './wait.ts';

export interface LockEnders {
  readonly enders: readonly Ender[];
  readonly clauses: readonly string[];
  readonly facts: readonly string[];
}

export function lockEnders(machine: Machine, thread: Thread, held: HeldLock, object: string): LockEnders {
  const holders = distinct(held.holders);
  const taker = held.lock.pid;
  const isTakerAlive = taker > 0 && machine.glance(taker) !== null;
  const inWords = (pid: number): string => `${pid} (${machine.glance(pid)?.name ?? '?'})`;
  // its descriptors may not be read, but /proc/locks says that it took the lock
  const isByName = holders.length === 0 && isTakerAlive && held.unseen.includes(taker);
  const known = isByName ? [{ pid: taker, fd: null }] : holders;
  const enders = known.flatMap(({ pid, fd }) => endersBy(machine, thread, pid, fd, object, known.length));
  const unseen =
    known.length === 0 || isByName ? held.unseen : held.unseen.filter((pid) => descends(machine, pid, known));
  const hidden = unseenHolders(machine, { descriptors: [], unseen });
  const isLost = enders.length === 0 && hidden.length === 0;
  const lost: readonly Ender[] = isLost
    ? [{ by: 'unseen', why: `no process that can be seen holds the ${object}` }]
    : [];
  const who =
    known.length > 0
      ? [`held by ${known.map(({ pid }) => inWords(pid)).join(' and ')}`]
      : ['held by nobody that can be seen'];
  const facts = [
    ...(taker > 0 && !isTakerAlive ? [`taken by ${taker}, which is gone; its open file lives on`] : []),
    ...(known.length > 1 ? [`${known.length} processes share the open file that holds it`] : []),
  ];
  return { enders: [...enders, ...hidden, ...lost], clauses: [...who, ...facts], facts };
}

/** The waiting thread's own process: its other threads could; alone, and nobody beside it, it waits for itself. */
function endersBy(
  machine: Machine,
  thread: Thread,
  pid: number,
  fd: number | null,
  object: string,
  count: number,
): readonly Ender[] {
  const holds = {
    by: 'task',
    pid,
    object,
    need: 'release',
    turn: 'theirs',
    ...(fd === null ? {} : { fd }),
  } as const;
  if (pid !== thread.pid || hasOtherThreads(machine, thread)) return [holds];
  return count > 1 ? [] : [{ ...holds, tid: thread.tid }];
}

function distinct(
  holders: HeldLock['holders'],
): readonly { readonly pid: number; readonly fd: number | null }[] {
  const seen = new Map<number, { pid: number; fd: number | null }>();
  for (const { pid, fd } of holders) if (!seen.has(pid)) seen.set(pid, { pid, fd });
  return [...seen.values()];
}

/** An open file goes from parent to child: of those that may not be looked at, a descendant of a holder may have it. */
function descends(machine: Machine, pid: number, holders: readonly { readonly pid: number }[]): boolean {
  const seen = new Set<number>();
  for (let at = machine.glance(pid); at && !seen.has(at.pid); at = machine.glance(at.ppid)) {
    if (holders.some((holder) => holder.pid === at?.pid)) return true;
    seen.add(at.pid);
  }
  return false;
}
