/**
 * /proc/PID/fdinfo/FD: what the kernel knows of an open descriptor (proc_pid_fdinfo(5)). Each sort of file adds lines.
 *
 *   pos:	0
 *   flags:	02100001
 *   mnt_id:	27
 *   ino:	2146511
 *   lock:	1: FLOCK  ADVISORY  WRITE 12096 fe:00:2146511 0 EOF
 *
 * `eventfd-id:` says which eventfd it is (Linux 5.2), `tty-index:` which pty a master serves (5.3), `ino:` since 5.14.
 */
import { parseLockLine, type LockLine } from './locks.ts';

export const fdinfoPath = (pid: number, fd: number): string => `/proc/${pid}/fdinfo/${fd}`;

/** O_RDONLY, O_WRONLY, O_RDWR and O_PATH of open(2), the same on every architecture that Node runs on. */
const accessMask = 0o3;
const pathOnly = 0o10000000;

/** Open flags, printed in octal. */
export function flagsOf(info: string): number | null {
  const flags = field(info, 'flags');
  return flags === null ? null : Number.parseInt(flags, 8);
}

/** Which way bytes can go; null for O_PATH and for what only ioctl may use. */
export function accessOf(flags: number): 'r' | 'w' | 'rw' | null {
  return (flags & pathOnly) !== 0 ? null : ((['r', 'w', 'rw', null] as const)[flags & accessMask] ?? null);
}

/** A line's number: `ino`, `mnt_id`, `eventfd-id`, `tty-index` …; null when the kernel does not print it. */
export function numberOf(info: string, name: string): number | null {
  const text = field(info, name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

export const locksIn = (info: string): readonly LockLine[] =>
  info.split('\n').flatMap((line) => (line.startsWith('lock:') ? (parseLockLine(line.slice(5)) ?? []) : []));

function field(info: string, name: string): string | null {
  const line = info.split('\n').find((one) => one.startsWith(`${name}:`));
  return line === undefined ? null : line.slice(name.length + 1).trim();
}
