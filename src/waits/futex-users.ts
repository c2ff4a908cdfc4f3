/**
 * Who could change and wake a futex word: the other threads of its process, and, where the word lies in memory
 * shared between processes, everybody who has that page mapped too (machine/maps.ts). Sample of /proc/PID/maps:
 * `7f246e599000-7f246e59a000 rw-s 00000000 00:01 1025   /dev/shm/sem.queue`
 */
import type { Machine, Mapping, Process, Thread } from '../machine/machine.ts';
import type { FutexWord } from './futex-call.ts';
import { hasOtherThreads } from './plain.ts';
import type { Ender } from './wait.ts';

export interface FutexUsers {
  /** The shared mapping in which the word lies; null when it is the process's own. */
  readonly shared: Mapping | null;
  /** Other processes that map it. */
  readonly others: readonly number[];
  /** Processes whose maps may not be read: each of them might map it. */
  readonly unseen: readonly number[];
  /** Why nothing is known of the page at all; null when it is. */
  readonly blind: string | null;
}

const nobodyElse: FutexUsers = { shared: null, others: [], unseen: [], blind: null };

export async function usersOf(machine: Machine, pid: number, word: FutexWord): Promise<FutexUsers> {
  if (word.isPrivate) return nobodyElse;
  const maps = await machine.maps(pid);
  if (!maps.ok) return { ...nobodyElse, blind: maps.message };
  const mapping = maps.value.find(({ start, end }) => word.address >= start && word.address < end);
  if (!mapping?.isShared) return nobodyElse;
  const others = (await machine.sharers(pid, word.address)).map((sharer) => sharer.pid);
  return {
    shared: mapping,
    others: [...new Set(others)],
    unseen: await unseenMaps(machine, pid),
    blind: null,
  };
}

async function unseenMaps(machine: Machine, pid: number): Promise<readonly number[]> {
  const unseen: number[] = [];
  for (const other of machine.glances()) {
    if (other.pid === pid || other.isKernel || other.state === 'Z' || other.state === 'X') continue;
    const maps = await machine.maps(other.pid);
    if (!maps.ok && maps.reason !== 'gone' && maps.reason !== 'absent') unseen.push(other.pid);
  }
  return unseen;
}

/** One ender for all who could not be looked at. */
export function unseenUsers(
  machine: Machine,
  { unseen, blind }: Pick<FutexUsers, 'unseen' | 'blind'>,
): readonly Ender[] {
  if (blind !== null) return [{ by: 'unseen', why: blind }];
  const [first, ...others] = unseen;
  if (first === undefined) return [];
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const who = `${machine.glance(first)?.name ?? 'process'} (${first})${more}`;
  return [{ by: 'unseen', why: `${who} could have it mapped: the maps may not be read` }];
}

/** Whoever maps the word, as enders; the waiting thread's own process only when it has another thread. */
export function usersAsEnders(
  machine: Machine,
  thread: Thread,
  users: FutexUsers,
  object: string,
): readonly Ender[] {
  const own = hasOtherThreads(machine, thread) ? [thread.pid] : [];
  const tasks = [...own, ...users.others].map(
    (pid) => ({ by: 'task', pid, object, need: 'data', turn: null }) as const,
  );
  // who shares it shows; those who may not be looked at count where nobody does
  const hidden = users.others.length > 0 ? [] : unseenUsers(machine, users);
  return [...tasks, ...spawner(machine, thread), ...hidden];
}

/** A child of vfork, not yet in a program of its own, uses the memory of its parent, whose other threads run on. */
function spawner(machine: Machine, { pid, process }: Thread): readonly Ender[] {
  const parent = machine.process(process.ppid);
  const waits = parent?.threads.some(
    ({ state, wchan }) =>
      state === 'D' && wchan !== null && /^(kernel_clone|_?do_fork|wait_for_vfork)/.test(wchan),
  );
  return waits && parent
    ? [{ by: 'unseen', why: `${pid} may still use the memory of ${parent.pid}, which waits for it in vfork` }]
    : [];
}

/** Signals whose handlers libraries and run times install by themselves; programs do not wait for them. */
const ownSignals = [2, 4, 5, 6, 7, 8, 11, 13, 32, 33, 34].reduce(
  (mask, n) => mask | (1n << BigInt(n - 1)),
  0n,
);

/** A handler may post a semaphore (signal-safety(7)), and in Python may do anything: a way out that no thread shows. */
export const handlerEnders = (process: Process): readonly Ender[] =>
  ((process.signals?.caught ?? 0n) & ~ownSignals) === 0n
    ? []
    : [{ by: 'outside', what: 'a signal that it catches' }];

/**
 * Whether it has slept since before this look began, so that what was seen of its process still holds: it alone could
 * have begun another thread. Taken for granted where the scheduler's numbers are not shown.
 */
export const beganBefore = ({ blockedFor }: Thread): boolean => blockedFor === null || blockedFor.atLeast > 0;
