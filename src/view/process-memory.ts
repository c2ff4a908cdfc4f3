/**
 * The memory of processes, through /proc/PID/mem (proc_pid_mem(5)): the offset is the address, nobody is paused. A
 * piece that reaches into what is not mapped comes short; one that begins there is EIO.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { mostBytes, unread } from './files.ts';
import type { ProcRoot } from './proc-root.ts';
import { found, missing, type Reading } from './view.ts';

export interface ProcessMemory {
  readonly read: (pid: number, address: bigint, length: number) => Reading<Uint8Array>;
  readonly close: () => void;
}

/** A process that is looked into is mostly looked into again: its file stays open, for this many of them. */
const mostOpen = 32;

/** What a file offset can be (off_t); addresses of the kernel's half are not read anyway. */
const addressLimit = 2n ** 63n;

export function processMemory(root: ProcRoot): ProcessMemory {
  const opened = new Map<number, number>();

  const openOf = (pid: number, file: string): number => {
    const known = opened.get(pid);
    if (known !== undefined) return known;
    const fd = openSync(file, 'r');
    for (const [oldest, oldestFd] of opened) {
      if (opened.size < mostOpen) break;
      opened.delete(oldest);
      closeSync(oldestFd);
    }
    opened.set(pid, fd);
    return fd;
  };

  return {
    read(pid, address, length) {
      const path = `/proc/${pid}/mem`;
      const file = root.place(path);
      const isAsked = Number.isInteger(length) && length >= 0 && length <= mostBytes;
      if (file === null || !isAsked || address < 0n || address + BigInt(length) >= addressLimit) {
        return missing('failed', `${path}: no ${length} bytes can be read at 0x${address.toString(16)}`);
      }
      try {
        const bytes = new Uint8Array(length);
        const count = length === 0 ? 0 : readSync(openOf(pid, file), bytes, 0, length, address);
        // not an error of the kernel's: whoever has exited has no memory left
        if (count === 0 && length > 0) return missing('gone', `${path}: the process has no memory any more`);
        return found(count === length ? bytes : bytes.slice(0, count));
      } catch (error) {
        if (isUnmapped(error)) {
          return missing('failed', `${path}: nothing can be read at 0x${address.toString(16)}`);
        }
        return unread(path, error);
      }
    },
    close() {
      for (const fd of opened.values()) closeSync(fd);
      opened.clear();
    },
  };
}

const isUnmapped = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EIO';
