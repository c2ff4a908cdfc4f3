/**
 * /proc/locks: file locks of the whole machine, and who waits for them (proc_locks(5)). The same lines stand in
 * /proc/PID/fdinfo/FD behind `lock:`. A `->` line waits for the line above it that is indented less.
 *
 *   5: FLOCK  ADVISORY  WRITE 12096 fe:00:2146511 0 EOF
 *   5: -> FLOCK  ADVISORY  READ 12141 fe:00:2146511 0 EOF
 *   2: LEASE  BREAKING  UNLCK 12096 fe:00:2146515 0 EOF
 *   2: -> LEASE  BREAKER   WRITE 12145 <none>:0 0 EOF
 *
 * An OFD lock's pid is -1. In a pid namespace of its own the kernel leaves out what it cannot translate: an owner
 * outside of it, and one that is dead although an inherited descriptor still holds its lock.
 */

export const locksPath = '/proc/locks';

export interface LockLine {
  readonly id: number;
  readonly type: 'FLOCK' | 'POSIX' | 'OFDLCK' | 'LEASE' | 'DELEG' | 'ACCESS';
  /** ADVISORY, MANDATORY; of a lease ACTIVE, BREAKING, BREAKER. */
  readonly mode: string;
  readonly access: 'READ' | 'WRITE' | 'UNLCK';
  readonly pid: number;
  readonly file: string;
  readonly range: string;
  readonly blockedBy: number | null;
  readonly text: string;
}

const types = ['FLOCK', 'POSIX', 'OFDLCK', 'LEASE', 'DELEG', 'ACCESS'] as const;
const accesses = ['READ', 'WRITE', 'UNLCK'] as const;
const line = /^(\d+):( +->)? *([A-Z]+) +([A-Z*]+) +([A-Z]+) +(-?\d+) (\S+) (\d+ (?:\d+|EOF))$/;

export const parseLocks = (text: string): readonly LockLine[] =>
  text.split('\n').flatMap((one) => parseLockLine(one) ?? []);

export function parseLockLine(text: string): LockLine | null {
  const [, id, arrow, type, mode = '', access, pid, file = '', range = ''] = line.exec(text.trim()) ?? [];
  const [ofType, ofAccess] = [types.find((one) => one === type), accesses.find((one) => one === access)];
  if (!ofType || !ofAccess) return null;
  return {
    id: Number(id),
    type: ofType,
    mode,
    access: ofAccess,
    pid: Number(pid),
    file,
    range,
    blockedBy: arrow === undefined ? null : Number(id),
    text: text.trim(),
  };
}

/** The line without its number, which differs between /proc/locks and fdinfo: the same words are the same lock. */
export const lockWords = (text: string): string => text.replace(/^\d+: /, '');
