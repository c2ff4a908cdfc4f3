/**
 * File locks, and who holds one now (proc_locks(5), flock(2), fcntl_locking(2)). A POSIX lock belongs to a process.
 * flock, OFD lock and lease belong to an open file, which a fork shares: the pid printed may be dead while a child
 * still has it. The `lock:` lines of fdinfo tell: `1: FLOCK  ADVISORY  WRITE 12147 fe:00:2146516 0 EOF`.
 */
import { locksIn, numberOf } from '../sources/proc/fdinfo.ts';
import { locksPath, lockWords, parseLocks } from '../sources/proc/locks.ts';
import { mountinfoPath, parseMountinfo } from '../sources/proc/mountinfo.ts';
import { valueOf, type View } from '../view/view.ts';
import { isInTheWay } from './lock-conflicts.ts';
import type { CarriedLock, Descriptor, Holders, Lock, Machine } from './machine.ts';

export type Locks = Pick<Machine, 'locks' | 'lockHolders' | 'locksInTheWay' | 'locksOn' | 'lockFileOf'>;

type Carriers = ReturnType<Machine['locksOn']>;

export function locksOf(
  view: View,
  tasks: Pick<Machine, 'glance'>,
  files: Pick<Machine, 'descriptors' | 'holders' | 'holdersWhere'>,
): Locks {
  let parsed: readonly Lock[] | null = null;
  const locks = (): readonly Lock[] => (parsed ??= parseLocks(valueOf(view.text(locksPath)) ?? ''));

  const locksInTheWay = (waiter: Lock): readonly Lock[] => {
    if (waiter.blockedBy === null) return [];
    const held = locks().filter(({ blockedBy }) => blockedBy === null);
    const first = held.find(({ id }) => id === waiter.blockedBy);
    return first ? [first, ...held.filter((one) => one !== first && isInTheWay(one, waiter, first))] : [];
  };

  /** Many wait for the same lock: its carriers are looked for once. */
  const carried = new Map<string, Carriers>();
  const lockHolders: Locks['lockHolders'] = (lock) => {
    const held = lock.blockedBy === null ? lock : locksInTheWay(lock)[0];
    if (!held) return { holders: [], unseen: [] };
    if (held.type === 'POSIX' && held.pid > 0 && tasks.glance(held.pid))
      return { holders: [owner(held)], unseen: [] };
    const known = carried.get(held.text) ?? carriersOf(held);
    carried.set(held.text, known);
    return {
      holders: known.locks.map(({ pid, fd, lock: { text } }) => ({ pid, fd, text })),
      unseen: known.unseen,
    };
  };

  /** A POSIX lock is its process's own; a descriptor shows it too, if descriptors may be seen. */
  const owner = (held: Lock) => {
    const own = carriedBy(valueOf(files.descriptors(held.pid)) ?? []).find(isLock(held));
    return { pid: held.pid, fd: own?.fd ?? null, text: own?.lock.text ?? held.text };
  };

  /**
   * Descriptors that share an open file have the same link, and who waits for the lock has most often come by the
   * same name. Failing that by any name: a hard link, a mount elsewhere; or by the lock alone, where fdinfo has no inode.
   */
  const carriersOf = (held: Lock): Carriers => {
    const pids = locks()
      .filter(({ id, pid }) => id === held.id && pid > 0)
      .map(({ pid }) => pid);
    const known = pids.flatMap((pid) => valueOf(files.descriptors(pid)) ?? []).find(isOpenOn(held.file));
    const open = known ? files.holders(known.target) : null;
    const locksOfKnown = open ? carriedBy(open.descriptors).filter(isLock(held)) : [];
    if (open && locksOfKnown.length > 0) return { locks: locksOfKnown, unseen: open.unseen };
    const all = files.holdersWhere((target) => target.startsWith('/'));
    const byTarget = new Map(all.descriptors.map((descriptor) => [descriptor.target, descriptor]));
    const names = new Set([...byTarget.values()].filter(isOpenOn(held.file)).map(({ target }) => target));
    const candidates =
      names.size > 0 ? all.descriptors.filter(({ target }) => names.has(target)) : all.descriptors;
    return { locks: carriedBy(candidates).filter(isLock(held)), unseen: all.unseen };
  };

  const isOpenOn =
    (file: string) =>
    (descriptor: Descriptor): boolean => {
      if (!descriptor.target.startsWith('/')) return false;
      const inode = numberOf(descriptor.info ?? '', 'ino');
      return inode !== null && file.endsWith(`:${inode}`) && (lockFileOf(descriptor) ?? file) === file;
    };

  /** `major:minor:inode` with the device in hexadecimal, which mountinfo prints in decimal. */
  const lockFileOf = ({ pid, info }: Descriptor): string | null => {
    const [inode, mountId] = [numberOf(info ?? '', 'ino'), numberOf(info ?? '', 'mnt_id')];
    if (inode === null || mountId === null) return null;
    const mounts = parseMountinfo(valueOf(view.text(mountinfoPath(pid))) ?? '');
    const device = mounts
      .find(({ id }) => id === mountId)
      ?.device.split(':')
      .map(Number);
    return device ? [...device.map((number) => number.toString(16).padStart(2, '0')), inode].join(':') : null;
  };

  const locksOn = (descriptor: Descriptor) => {
    const { descriptors, unseen }: Holders = files.holders(descriptor.target);
    return { locks: carriedBy(descriptors), unseen };
  };

  return { locks, lockHolders, locksInTheWay, locksOn, lockFileOf };
}

const carriedBy = (descriptors: readonly Descriptor[]): readonly CarriedLock[] =>
  descriptors.flatMap(({ pid, fd, info }) => locksIn(info ?? '').map((lock) => ({ lock, pid, fd })));

/** The same words, but for the number that every file counts anew, are the same lock. */
const isLock =
  (held: Lock) =>
  ({ lock }: CarriedLock): boolean =>
    lockWords(lock.text) === lockWords(held.text);
