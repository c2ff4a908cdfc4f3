/**
 * Which files are the logs of these processes: regular files that they hold open for writing, by the links and flags in
 * /proc/PID/fd and fdinfo (proc_pid_fdinfo(5)). Where stdout or stderr is a pipe, whoever reads it writes the file.
 *
 *   1 -> /var/log/fetcher.log        flags:	0102001   (O_WRONLY, O_APPEND)
 */
import type { Descriptor, Machine } from '../machine/machine.ts';
import { numberOf } from '../sources/proc/fdinfo.ts';
import { valueOf } from '../view/view.ts';

/** A file that processes write, by the descriptor through which it can be opened even without a name. */
export interface Candidate {
  /** Without ` (deleted)`. */
  readonly path: string;
  readonly isDeleted: boolean;
  /** Of those that were asked about, whose log it is. */
  readonly pids: readonly number[];
  /** Who holds it open for writing: they, or who reads their stdout. */
  readonly writers: readonly number[];
  /** Through whom it is opened. */
  readonly descriptor: { readonly pid: number; readonly fd: number };
  readonly appends: boolean;
}

const appendFlag = 0o2000;
const deletedMark = ' (deleted)';
const mostFiles = 64;

const elsewhere = /^\/(?:proc|sys|dev|run\/udev)\//;
/** What a program keeps its data in: no log, though it is written. */
const dataFile =
  /\.(?:db|sqlite3?|wal|shm|lock|pid|swp|mdb|ldb|sst|idx|dat|bin|so|tmp|rdb|aof|zip|gz|sock)$|-(?:wal|shm|journal)$|\.lock\b/i;
const logName = /log|\.out\b|\.err\b|stdout|stderr|trace|journal|nohup/i;

const isWritten = ({ target, access }: Descriptor): boolean =>
  target.startsWith('/') && !elsewhere.test(target) && (access === 'w' || access === 'rw');

function isLoglike(descriptor: Descriptor): boolean {
  const appends = ((descriptor.flags ?? 0) & appendFlag) !== 0;
  const path = descriptor.target.replace(deletedMark, '');
  if (logName.test(path)) return true;
  if (dataFile.test(path)) return false;
  return appends || descriptor.access === 'w';
}

function written(machine: Machine, pid: number): readonly Descriptor[] {
  // Whether it looks like a file is told by the link; the flags are read only of those.
  return (valueOf(machine.descriptors(pid)) ?? []).filter(
    (one) => one.target.startsWith('/') && isWritten(one) && isLoglike(one),
  );
}

/** Who reads the pipes that stdout and stderr of `pid` lead into. */
function readersOf(machine: Machine, pid: number): readonly number[] {
  const pipes = [1, 2].flatMap((fd) => {
    const target = machine.descriptor(pid, fd)?.target ?? '';
    return target.startsWith('pipe:[') ? [target] : [];
  });
  return [...new Set(pipes)].flatMap((target) =>
    machine
      .holders(target)
      .descriptors.filter(({ pid: holder, access }) => holder !== pid && access === 'r')
      .map(({ pid: reader }) => reader),
  );
}

/** The files that these processes write, those first that most of them write. */
export function discovered(machine: Machine, pids: readonly number[]): readonly Candidate[] {
  const byTarget = new Map<string, { descriptor: Descriptor; pids: Set<number>; writers: Set<number> }>();
  const add = (descriptor: Descriptor, pid: number): void => {
    const which = identityOf(descriptor);
    const known = byTarget.get(which) ?? { descriptor, pids: new Set(), writers: new Set() };
    byTarget.set(which, known);
    known.pids.add(pid);
    known.writers.add(descriptor.pid);
  };
  for (const pid of pids) {
    for (const descriptor of written(machine, pid)) add(descriptor, pid);
    for (const reader of readersOf(machine, pid)) {
      if (pids.includes(reader)) continue;
      for (const descriptor of written(machine, reader)) add(descriptor, pid);
    }
  }
  return [...byTarget.values()]
    .map(({ descriptor, pids: holders, writers }) => ({
      path: descriptor.target.replace(/ \(deleted\)$/, ''),
      isDeleted: descriptor.target.endsWith(deletedMark),
      pids: [...holders].sort(rising),
      writers: [...writers].sort(rising),
      descriptor: { pid: descriptor.pid, fd: descriptor.fd },
      appends: ((descriptor.flags ?? 0) & appendFlag) !== 0,
    }))
    .sort(
      (a, b) => Number(logName.test(b.path)) - Number(logName.test(a.path)) || b.pids.length - a.pids.length,
    )
    .slice(0, mostFiles);
}

/** Files that have lost their names may have had the same one. */
const identityOf = ({ target, info }: Descriptor): string =>
  target.endsWith(deletedMark) ? `${target} ${numberOf(info ?? '', 'ino') ?? ''}` : target;

const rising = (a: number, b: number): number => a - b;

export const isLogName = (path: string): boolean => logName.test(path);
