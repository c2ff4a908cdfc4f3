/**
 * A deeper look: a tool that is asked about one process, on request only. Each one says whom it suits, what is run, how
 * long it may take, what that does to the process, and what its text means. Running it is the view's (view/attach.ts).
 */
import type { UserFrame } from '../python/index.ts';
import type { Attaching } from '../../view/attached.ts';

/** Whom it is asked about. */
export interface Target {
  readonly pid: number;
  readonly exe: string | null;
  readonly tids: readonly number[];
  /** Threads by the numbers that the process itself knows them by: in its own pid namespace. */
  readonly inner: ReadonlyMap<number, number>;
  /** Mask of caught signals; bit n-1 is signal n. */
  readonly caught: bigint | null;
  /** Files that it has mapped. */
  readonly files: readonly string[];
  /** Its user and group, where we are root and it is not, and it sees the same files; else null. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
  /** Its own stack is known already, from memory. */
  readonly hasStack: boolean;
}

/** A lock that the language's runtime knows: who waits for it, and who has it. */
export interface RuntimeLock {
  readonly tid: number;
  readonly ownerTid: number;
  readonly object: string;
  /** Nothing but its release ends the wait: no time-out, no interrupt. */
  readonly isUnbounded: boolean;
  /** The line that says so. */
  readonly text: string;
}

export interface ProbeReading {
  /** One or two sentences. */
  readonly summary: string;
  /** By tid, innermost frame first. */
  readonly stacks: ReadonlyMap<number, readonly UserFrame[]>;
  readonly locks: readonly RuntimeLock[];
}

export const nothingRead = (summary: string): ProbeReading => ({ summary, stacks: new Map(), locks: [] });

export interface Probe {
  readonly tool: string;
  /** What it does to the target, in words. */
  readonly effect: string;
  readonly how: Attaching['how'];
  /** Seconds; an `endless` one is ended then. */
  readonly deadlineSeconds: number;
  readonly endless?: boolean;
  readonly args: (target: Target) => readonly string[];
  /** It is to run as the user of the target, where that is another than ours. */
  readonly asUser?: true;
  readonly parse: (text: string, target: Target, seconds: number) => ProbeReading;
}
