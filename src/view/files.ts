/**
 * One file at a time, at once: open, read, close, into one buffer that all share. That costs a third more than the
 * same calls of a C program, a promise a file ten times as much. A file of the kernel says no size, and may change it:
 * it is read until nothing more comes.
 */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { missing, type Missing, type Reading } from './view.ts';

export const mostBytes = 64 * 1024 * 1024;

/** A fifo in a captured tree would block at open, a terminal would become ours. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

let buffer: Buffer = Buffer.allocUnsafeSlow(64 * 1024);

/** Throws what open(2) and read(2) say. Bytes that are no UTF-8 become U+FFFD. */
export function wholeText(file: string): string {
  const fd = openSync(file, flags);
  try {
    let filled = 0;
    for (;;) {
      const room = buffer.length - filled;
      const count = readSync(fd, buffer, filled, room, null);
      filled += count;
      if (count === 0 || (count < room && isOneRecord(file))) return buffer.toString('utf8', 0, filled);
      if (count === room) buffer = larger(buffer);
    }
  } finally {
    closeSync(fd);
  }
}

/** The kernel writes these as one piece: less than there was room for is all of it. They are read of every process. */
const isOneRecord = (file: string): boolean => file.endsWith('/stat') || file.endsWith('/cmdline');

function larger(full: Buffer): Buffer {
  if (full.length >= mostBytes) throw new Error(`more than ${mostBytes / 1024 / 1024} MiB`);
  const grown = Buffer.allocUnsafeSlow(full.length * 4);
  full.copy(grown);
  return grown;
}

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EAGAIN: 'nothing there to be read now',
  EIO: 'input/output error',
  EISDIR: 'it is a directory',
  EMFILE: 'too many open files',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is no directory',
  EPERM: 'operation not permitted',
  ESRCH: 'the process has ended',
};

const ofProcess = /^\/proc\/\d+(?:\/|$)/;

/** Why a path could not be read, from the error that Node threw. */
export function unread(path: string, error: unknown): Reading<never> {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  const said = error instanceof Error ? error.message : String(error);
  return missing(reasonOf(path, code), `${path}: ${code === null ? said : (words[code] ?? code)}`);
}

function reasonOf(path: string, code: string | null): Missing {
  if (code === 'EACCES' || code === 'EPERM') return 'denied';
  if (code === 'ESRCH') return 'gone';
  if (code === 'ENOENT') return ofProcess.test(path) ? 'gone' : 'absent';
  return code === 'ENOTDIR' ? 'absent' : 'failed';
}
