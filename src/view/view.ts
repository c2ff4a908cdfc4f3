/**
 * The only door to the machine. Everything a diagnosis learns goes through a view, which remembers what it
 * answered: a live view reads the kernel, a recorded view answers from such a memory (docs/architecture.md).
 */

import type { Attached, Attaching } from './attached.ts';

/** Why a reading has no value. `unrecorded`: the recording does not hold it. `timeout`: its reader was given up. */
export type Missing = 'gone' | 'denied' | 'absent' | 'timeout' | 'failed' | 'unrecorded';

/** What was read, or why it could not be: what is missing is never "fine". */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: Missing; readonly message: string };

/** The clocks, all taken at the same moment of a look. */
export interface Clocks {
  /** Wall clock, milliseconds since the epoch. */
  readonly wallMs: number;
  /** CLOCK_BOOTTIME in seconds, from /proc/uptime: the clock of `starttime` in /proc/PID/stat (proc_pid_stat(5)). */
  readonly bootSeconds: number;
  /** CLOCK_MONOTONIC in seconds (clock_gettime(2)): the clock of absolute timeouts. */
  readonly monotonicSeconds: number;
  /** `se.exec_start` of the reader itself, milliseconds of the scheduler's clock; null where it is not shown. */
  readonly schedulerMs: number | null;
}

export interface View {
  readonly clocks: Clocks;
  /** The processor of the machine that is looked at, as Node names it: `x64`, `arm64`. */
  readonly arch: string;
  /**
   * A whole file, as UTF-8. Paths are canonical: always `/proc/…`, whatever --proc-root says. Read once a look:
   * asking again gives the same reading.
   */
  text(path: string): Reading<string>;
  /** Where a symbolic link points, the text only: it is never followed (a dead mount would hang the reader). */
  link(path: string): Reading<string>;
  /** The names in a directory. */
  names(path: string): Reading<readonly string[]>;
  /**
   * All links in a directory in one reading: each name, followed by where it points. For /proc/PID/fd, of which a pass
   * over all processes reads tens of thousands. A link that vanishes meanwhile is left out.
   */
  linked(directory: string): Reading<readonly string[]>;
  /**
   * `length` bytes of a process's memory, through /proc/PID/mem; the process is not paused. Read once a look; `anew`:
   * as they are now, which takes the place of what was read before (a recording has what was read last).
   */
  memory(pid: number, address: bigint, length: number, anew?: 'anew'): Reading<Uint8Array>;
  /** Times of the inode behind an anonymous pipe's or a tty's descriptor, epoch milliseconds; only for those two. */
  times(path: string): Reading<{ readonly atimeMs: number; readonly mtimeMs: number }>;
  /**
   * Reads files whose reading may block the reader (cmdline, environ, maps of a task in D: they take the memory
   * lock) in a child with a deadline; afterwards `text` answers from memory, with `timeout` for those given up.
   */
  slow(paths: readonly string[]): Promise<void>;
  /** The output of a tool (`ss`, …), with a deadline, 2 s by default. The same command is run once a look. */
  run(tool: string, args: readonly string[], deadlineMs?: number): Promise<Reading<string>>;
  /** A tool that may stop its target, or has it do something; see attached.ts for the care that is taken. Asked for only. */
  attach(request: Attaching): Promise<Attached>;
  /** Forgets nothing, but reads anew from now on: the second look of a sample. Live: waits `ms` first. */
  lookAgain(ms: number): Promise<void>;
}

export const found = <T>(value: T): Reading<T> => ({ ok: true, value });

export const missing = (reason: Missing, message: string): Reading<never> => ({ ok: false, reason, message });

/** The value, or null where it could not be read. */
export const valueOf = <T>(reading: Reading<T>): T | null => (reading.ok ? reading.value : null);
