/**
 * Which held locks a blocked call needs to be gone, and who has each: by its line in /proc/locks (proc_locks(5)),
 * `3: -> POSIX  ADVISORY  WRITE 16188 fe:00:2147415 8 17`, or, where the kernel leaves that out (another pid
 * namespace), by the `lock:` lines of all who have the file open.
 *
 * All of them must be gone, so each alone is enough to wait for: the one is told whose holders look the least like
 * letting go.
 */
import { isInTheWay } from '../machine/lock-conflicts.ts';
import { lockWords } from '../sources/proc/locks.ts';
import type { Descriptor, Lock, Machine, Thread } from '../machine/machine.ts';
import type { LockRequest } from './lock-request.ts';

export interface HeldLock {
  readonly lock: Lock;
  readonly holders: readonly { readonly pid: number; readonly fd: number | null; readonly text: string }[];
  readonly unseen: readonly number[];
}

export interface Obstacle {
  /** The waiter's own line; null where the kernel shows none. */
  readonly waiter: Lock | null;
  readonly held: readonly HeldLock[];
}

/**
 * The line of /proc/locks with which this thread waits. Those of OFD locks have no pid, and the threads of a process
 * may wait for several: file, range and access tell. Where a file is not spelled alike, the only line of the pid is it.
 */
export function waitingLine(
  machine: Machine,
  thread: Thread,
  request: LockRequest | null,
  file: string | null,
): Lock | null {
  const isOfd = request?.type === 'OFDLCK';
  const own = machine
    .locks()
    .filter(
      ({ blockedBy, type, pid }) =>
        blockedBy !== null && type === (request?.type ?? type) && pid === (isOfd ? -1 : thread.pid),
    );
  const onFile = own.filter((line) => line.file === file);
  const exact = onFile.find(
    ({ range, access }) => range === (request?.range ?? range) && access === (request?.access ?? access),
  );
  if (exact || isOfd) return exact ?? null;
  return onFile[0] ?? (own.length === 1 ? (own[0] ?? null) : null);
}

export function obstacleOf(machine: Machine, waiter: Lock): Obstacle {
  const held = machine
    .locksInTheWay(waiter)
    .map((lock): HeldLock => ({ lock, ...machine.lockHolders(lock) }));
  return { waiter, held };
}

/** Without a line: whatever the others' open files carry that excludes what is asked for. */
export function carriedObstacle(
  machine: Machine,
  thread: Thread,
  request: LockRequest,
  descriptor: Descriptor,
): Obstacle {
  const { locks, unseen } = machine.locksOn(descriptor);
  const groups = new Map<string, HeldLock>();
  for (const { lock, pid, fd } of locks) {
    const wanted = {
      ...lock,
      type: request.type,
      access: request.access ?? 'WRITE',
      range: request.range ?? '0 EOF',
      pid: thread.pid,
    };
    if (!isInTheWay(lock, wanted, lock)) continue;
    const key = lockWords(lock.text);
    const holders = [...(groups.get(key)?.holders ?? []), { pid, fd, text: lock.text }];
    groups.set(key, { lock, unseen, holders });
  }
  // what its own open file carries does not keep it out
  const isOwn = ({ holders }: HeldLock): boolean =>
    holders.some(({ pid, fd }) => pid === thread.pid && fd === request.fd);
  return { waiter: null, held: [...groups.values()].filter((held) => !isOwn(held)) };
}

/** Of several the one whose holders are stopped, else the one whose holders have slept longest; unknown ones last. */
export function hardestOf(machine: Machine, held: readonly HeldLock[]): HeldLock | null {
  const [first, ...others] = held;
  if (!first || others.length === 0) return first ?? null;
  const ranked = held.map((one) => ({ one, stillFor: stillFor(machine, one) }));
  return ranked.reduce((worst, next) => (next.stillFor > worst.stillFor ? next : worst)).one;
}

/** Seconds for which none of its holders has run; any one of them could let go. */
function stillFor(machine: Machine, { holders }: HeldLock): number {
  if (holders.length === 0) return -1;
  const still = holders.flatMap(({ pid }) => {
    const threads = machine.process(pid)?.threads ?? [];
    if (threads.length > 0 && threads.every(({ state }) => 'Tt'.includes(state)))
      return [Number.POSITIVE_INFINITY];
    return threads.map(({ state, blockedFor }) => (state === 'R' ? 0 : (blockedFor?.atLeast ?? 0)));
  });
  return Math.min(...still);
}
