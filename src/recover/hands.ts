/**
 * What recovery may do to the machine, as an interface: the only implementation is run.ts, tests may give another.
 * Everything else in this folder decides, and never acts.
 */
import type { Machine } from '../machine/machine.ts';
import type { StartPlan } from './start-plan.ts';

/** A process for good: a pid alone may be somebody else's by now. */
export interface Identity {
  readonly pid: number;
  readonly startTicks: number;
}

/** A process held by an open /proc/PID directory: whoever has its number later is not behind it. */
export interface Pinned extends Identity {
  readonly fd: number;
}

export type SignalName = 'SIGCONT' | 'SIGTERM' | 'SIGKILL' | 'SIGSTOP';

/** `gone`: it has ended, nothing was sent; `denied`: the kernel refused. */
export type Sent = 'sent' | 'gone' | 'denied';

export interface Ran {
  /** null: it did not end in time, or could not be started. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What became of a start: the process, or that it ended. */
export type KeeperWord =
  | { readonly what: 'pid'; readonly pid: number }
  | { readonly what: 'exit'; readonly pid: number; readonly status: string }
  | { readonly what: 'failed'; readonly message: string }
  | { readonly what: 'silent' };

/**
 * Who starts the new process: a small one of its own, which holds its arguments and environment in memory. It lives
 * on when why-stuck is killed between the end of the old and the start of the new, and starts it then.
 */
export interface Keeper {
  readonly identity: Identity | null;
  start(): void;
  /** The next that it tells within so many milliseconds. */
  hear(ms: number): Promise<KeeperWord>;
  dismiss(): void;
}

/** Where a file ended: what is written behind it is new. */
export interface FileMark {
  readonly inode: number;
  readonly size: number;
}

export interface Hands {
  /** Wall clock, milliseconds. */
  nowMs(): number;
  /** A clock that only goes forward, milliseconds. */
  clockMs(): number;
  pause(ms: number): Promise<void>;
  /** The machine as it is now. */
  look(): Machine;
  pin(identity: Identity): Pinned | null;
  release(pinned: Pinned): void;
  /** Neither ended nor a zombie without live threads. */
  isAlive(pinned: Pinned): boolean;
  /** Only to that very process: looked at again right before. */
  signal(pinned: Pinned, name: SignalName): Sent;
  keeper(plan: StartPlan, old: readonly Pinned[]): Promise<Keeper>;
  run(command: readonly string[], deadlineMs: number): Promise<Ran>;
  /** Where a program stands that the system brings; null: not installed. */
  tool(name: string): string | null;
  exists(path: string): boolean;
  /** Without symbolic links; null: it leads nowhere. */
  real(path: string): string | null;
  /** null: not there, or not readable. */
  read(path: string): string | null;
  /** Atomically, in place of what was there. Throws what the file system says. */
  write(path: string, text: string): void;
  /** Appended, and on the disk before it returns. Throws what the file system says. */
  append(path: string, line: string): void;
  /** With all above it; throws what the file system says. */
  makeDirectory(path: string): void;
  mark(path: string): FileMark | null;
  /** What was written into it since; a file that was replaced or cut is new as a whole. */
  since(path: string, mark: FileMark | null): string;
  /** false: somebody holds it. `holders` are those who must all have ended for it to be free again. */
  lock(path: string, holders: readonly Identity[]): boolean;
  holders(path: string, holders: readonly Identity[]): void;
  unlock(path: string): void;
}
