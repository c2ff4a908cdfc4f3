/**
 * The only door to log files: bounded reads at given places (pread(2)) from an opened inode, which stays the same
 * when the name is given to another file meanwhile. Whatever is no regular file is refused unread: opening a fifo or a
 * device can block, or act. Text in UTF-16 and compressed files are unpacked into bounded memory first.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  statSync,
  type Stats,
} from 'node:fs';
import { resolve } from 'node:path';
import { parseMountinfo } from '../sources/proc/mountinfo.ts';
import { unpacked } from './unpack.ts';

/** A log that is open for reading. Offsets count bytes of its text. */
export interface LogFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  /** Which inode it is: `dev:ino`. */
  readonly id: string;
  /** Where its text begins: behind a hole of NULs (copytruncate), or a byte order mark. */
  readonly begins: number;
  /** Bytes at the beginning that were not kept (a compressed file larger than the memory for it). */
  readonly skippedBytes: number;
  /** Up to `length` bytes from `offset`; fewer at the end. The buffer is the caller's. */
  read(offset: number, length: number): Buffer;
  /** The same into a buffer of the caller's; how many bytes. */
  readInto(buffer: Buffer, offset: number): number;
  /** The file that holds an offset and the offset there: another one where several generations are read as one. */
  place(offset: number): { readonly path: string; readonly offset: number };
  /** Where in this text the file begins that holds an offset. */
  beginOf(offset: number): number;
  /** What happened to the file since it was opened. */
  fate(): 'same' | 'truncated' | 'replaced' | 'deleted';
  close(): void;
}

export type Refusal = 'gone' | 'unresponsive' | 'denied' | 'not-regular' | 'empty' | 'binary' | 'failed';

export type Opened =
  | { readonly ok: true; readonly file: LogFile }
  | { readonly ok: false; readonly refusal: Refusal; readonly message: string };

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);

const refused = (refusal: Refusal, message: string): Opened => ({ ok: false, refusal, message });

function sortOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a fifo';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device';
  if (stats.isSocket()) return 'a socket';
  return stats.isDirectory() ? 'a directory' : 'no regular file';
}

/** `through` is where it is opened, `/proc/812/fd/3` for instance: the name may be gone, or mean another file. */
export async function openLog(path: string, through = path): Promise<Opened> {
  let descriptor: number;
  try {
    const before = statSync(through);
    if (!before.isFile()) return refused('not-regular', `${path} is ${sortOf(before)}, not a log`);
    descriptor = openSync(through, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ESRCH') return refused('gone', `${path} is gone`);
    if (code === 'EACCES' || code === 'EPERM') return refused('denied', `not allowed to read ${path}`);
    return refused('failed', `cannot read ${path}: ${code}`);
  }
  const stats = fstatSync(descriptor);
  if (!stats.isFile() || stats.size === 0) {
    closeSync(descriptor);
    return stats.isFile()
      ? refused('empty', `${path} is empty`)
      : refused('not-regular', `${path} is ${sortOf(stats)}`);
  }
  const raw = rawFile(path, descriptor, stats);
  return unpacked(raw, Math.min(stats.blocks * 512, stats.size) < stats.size * 0.9);
}

function rawFile(path: string, descriptor: number, stats: Stats): LogFile {
  let isOpen = true;
  return {
    path,
    sizeBytes: stats.size,
    mtimeMs: stats.mtimeMs,
    id: `${stats.dev}:${stats.ino}`,
    begins: 0,
    skippedBytes: 0,
    place: (offset) => ({ path, offset }),
    beginOf: () => 0,
    read(offset, length) {
      const wanted = Math.max(0, Math.min(length, stats.size - offset));
      const buffer = Buffer.allocUnsafe(wanted);
      return buffer.subarray(0, readFully(descriptor, buffer, offset, wanted));
    },
    readInto: (buffer, offset) => readFully(descriptor, buffer, offset, stats.size - offset),
    fate() {
      if (fstatSync(descriptor).size < stats.size) return 'truncated';
      if (fstatSync(descriptor).nlink === 0) return 'deleted';
      try {
        const now = statSync(path);
        return now.ino === stats.ino && now.dev === stats.dev ? 'same' : 'replaced';
      } catch {
        return 'same';
      }
    },
    close() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

function readFully(descriptor: number, buffer: Buffer, offset: number, atMost: number): number {
  const wanted = Math.max(0, Math.min(buffer.length, atMost));
  let filled = 0;
  while (filled < wanted) {
    let count = 0;
    try {
      count = readSync(descriptor, buffer, filled, wanted - filled, offset + filled);
    } catch {
      return filled;
    }
    if (count === 0) return filled;
    filled += count;
  }
  return filled;
}

/** The names beside a file, for its rotated generations. */
export function namesBeside(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** Size, times and inode of a name; null where it is not to be had. */
export function glanceAt(path: string): {
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly id: string;
  readonly links: number;
  readonly isFile: boolean;
} | null {
  try {
    const stats = statSync(path);
    return {
      sizeBytes: stats.size,
      mtimeMs: stats.mtimeMs,
      id: `${stats.dev}:${stats.ino}`,
      links: stats.nlink,
      isFile: stats.isFile(),
    };
  } catch {
    return null;
  }
}

/** The type of the file system that a path stands in, as this process sees it. */
export function mountTypeOf(path: string): string | null {
  try {
    const mounts = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
    const full = resolve(path);
    const holds = (point: string): boolean => point === '/' || full === point || full.startsWith(`${point}/`);
    return (
      mounts.filter(({ point }) => holds(point)).sort((a, b) => b.point.length - a.point.length)[0]?.type ??
      null
    );
  } catch {
    return null;
  }
}
