/** What a reading of logs is given and what it answers: plain data, so that a recording can hold it. */
import type { Machine } from '../machine/machine.ts';

export interface Subject {
  readonly pid: number;
  /** As in the report: match, descendant, ancestor, waker, waiter. */
  readonly relation: string;
  readonly startedAtMs: number;
  /** When it stopped running, at the latest; null where that is not known, or where it runs. */
  readonly blockedSinceMs: number | null;
  readonly tids: readonly number[];
}

export interface LogInput {
  readonly machine: Machine;
  readonly subjects: readonly Subject[];
  /** Named by hand. */
  readonly files: readonly string[];
  /** Whether to look for others: what the processes hold open. */
  readonly discover: boolean;
  readonly nowMs: number;
  /** Where /proc really is, for reading a file that has lost its name. */
  readonly procRoot?: string;
  /** Hide what looks like a secret in quoted lines; yes unless told otherwise. */
  readonly redacts?: boolean;
  /** How long it may take in all. */
  readonly deadlineMs?: number;
}

export interface LogEvidence {
  readonly source: string;
  readonly text: string;
}

export interface LogWarning {
  readonly code: string;
  readonly pid: number | null;
  readonly message: string;
}

/** `line` is null where the file is too large to count so far; `path` where an older generation holds it. */
export interface ReportedLine {
  readonly path: string;
  readonly line: number | null;
  readonly offset: number;
  readonly at: string | null;
  readonly text: string;
}

export interface Unfinished {
  readonly key: string;
  readonly path: string;
  readonly line: number | null;
  readonly offset: number;
  readonly beganAt: string | null;
  readonly text: string;
  readonly pid: number | null;
  /** How it is known to be that process's. */
  readonly tiedBy:
    | 'pid in the line'
    | 'thread in the line'
    | 'time of its start'
    | 'time of its block'
    | null;
  /** Others of its kind that ended, and how long they took; seconds are null without a clock. */
  readonly finished: number;
  readonly medianSeconds: number | null;
  readonly longestSeconds: number | null;
  readonly sentence: string;
}

/** One of the report's `logs`. */
export interface LogReport {
  readonly path: string;
  readonly pids: readonly number[];
  readonly format: string | null;
  readonly zone: {
    readonly offset: string;
    readonly from: 'written' | 'confirmed' | 'measured' | 'guessed';
  } | null;
  readonly lastAt: string | null;
  readonly silentFor: number | null;
  readonly usualGap: { readonly p99Seconds: number; readonly longestSeconds: number } | null;
  readonly aroundStart: readonly ReportedLine[];
  readonly aroundBlock: readonly ReportedLine[];
  readonly last: readonly ReportedLine[];
  readonly unfinished: readonly Unfinished[];
  /** Open no longer than usual. */
  readonly inFlight: number;
  readonly sentence: string | null;
  /** What was not read, and what the reader must know about the times. */
  readonly notes: readonly string[];
}

export interface LogFinding {
  readonly kind: 'shared-log-writers' | 'writes-rotated-log' | 'duplicate-children' | 'name-mismatch';
  readonly pids: readonly number[];
  readonly summary: string;
}

export interface LogReading {
  readonly logs: readonly LogReport[];
  /** A process's own unfinished operations. */
  readonly openOperations: ReadonlyMap<number, LogEvidence>;
  readonly findings: readonly LogFinding[];
  readonly warnings: readonly LogWarning[];
}

/** The same as JSON can hold it. */
export interface RecordedReading extends Omit<LogReading, 'openOperations'> {
  readonly openOperations: readonly (readonly [number, LogEvidence])[];
}

export const recorded = (reading: LogReading): RecordedReading => ({
  ...reading,
  openOperations: [...reading.openOperations],
});

export const replayed = (recording: RecordedReading): LogReading => ({
  ...recording,
  openOperations: new Map(recording.openOperations),
});
