/**
 * A recording: everything that a view answered, look by look, as one JSON file. A diagnosis can be made from it again,
 * elsewhere and later. What could be read stands as it was; what could not, with its reason:
 *
 *   "texts": { "/proc/812/comm": "sshd\n", "/proc/1/stack": { "missing": "denied", "message": "…" } }
 */
import type { Attached, Attaching } from './attached.ts';
import { found, missing, type Clocks, type Missing, type Reading } from './view.ts';

export const recordingFormat = 'why-stuck recording';
export const recordingVersion = 1;

export interface Untold {
  readonly missing: Missing;
  readonly message: string;
}

export interface Times {
  readonly atimeMs: number;
  readonly mtimeMs: number;
}

/** What one look answered, by path; memory by `pid:0xaddress:length` in base64, runs by their command line. */
export interface Look {
  readonly clocks: Clocks;
  readonly texts: Readonly<Record<string, string | Untold>>;
  readonly links: Readonly<Record<string, string | Untold>>;
  readonly names: Readonly<Record<string, readonly string[] | Untold>>;
  /** By directory: each name, followed by where it points. */
  readonly linked?: Readonly<Record<string, readonly string[] | Untold>>;
  readonly memory: Readonly<Record<string, string | Untold>>;
  readonly times: Readonly<Record<string, Times | Untold>>;
  readonly runs: Readonly<Record<string, string | Untold>>;
}

export interface Recording {
  readonly format: typeof recordingFormat;
  readonly version: typeof recordingVersion;
  /** Of why-stuck. */
  readonly toolVersion: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Release of the kernel that was looked at. */
  readonly kernel: string;
  readonly arch: string;
  /** What was asked for, so that it can be asked again. */
  readonly query?: { readonly patterns: readonly string[]; readonly pids: readonly number[] };
  readonly looks: readonly Look[];
  /** What was read of the logs, as `src/logs` writes it down: lines are quoted, files are not kept. */
  readonly logs?: unknown;
  /** The deeper looks that were asked for; what they said stands among the runs. */
  readonly probes?: unknown;
}

export const memoryKey = (pid: number, address: bigint, length: number): string =>
  `${pid}:0x${address.toString(16)}:${length}`;

/** What was attached stands among the runs: how it went in the first line, behind it the text. */
export const attachKey = ({ pid, tool, args, how }: Attaching): string =>
  runKey(`attach ${how} ${pid}`, [tool, ...args]);

export const writtenAttached = ({ text, ...rest }: Attached): string => `${JSON.stringify(rest)}\n${text}`;

export function rereadAttached(written: string): Attached | null {
  const end = written.indexOf('\n');
  try {
    const head: unknown = JSON.parse(written.slice(0, end));
    return isAttachedHead(head) ? { ...head, text: written.slice(end + 1) } : null;
  } catch {
    return null;
  }
}

const outcomes: readonly unknown[] = ['done', 'deadline', 'refused', 'missing', 'failed'];
const targets: readonly unknown[] = ['as-before', 'resumed', 'stopped', 'gone'];

const isAttachedHead = (head: unknown): head is Omit<Attached, 'text'> =>
  typeof head === 'object' &&
  head !== null &&
  'outcome' in head &&
  outcomes.includes(head.outcome) &&
  'target' in head &&
  targets.includes(head.target) &&
  'message' in head &&
  (head.message === null || typeof head.message === 'string') &&
  'tookSeconds' in head &&
  Number.isFinite(head.tookSeconds) &&
  'pausedSeconds' in head &&
  (head.pausedSeconds === null || Number.isFinite(head.pausedSeconds));

export const runKey = (tool: string, args: readonly string[]): string => [tool, ...args].join(' ');

/** As a reading is written down. */
export const told = <T>(reading: Reading<T>): T | Untold =>
  reading.ok ? reading.value : { missing: reading.reason, message: reading.message };

/** As it is read again. */
export function reread<T extends string | readonly string[] | Times>(entry: T | Untold): Reading<T> {
  return isUntold(entry) ? missing(entry.missing, entry.message) : found(entry);
}

const isUntold = (entry: unknown): entry is Untold =>
  typeof entry === 'object' && entry !== null && 'missing' in entry && 'message' in entry;
