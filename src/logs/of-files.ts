/** Files alone, without a process: the same analysis, as far as files tell. */
import { UsageError } from '../view/errors.ts';
import { analysed } from './analyse.ts';
import { momentTyped } from './at.ts';
import type { ByHand } from './by-hand.ts';
import { openCarefully, together } from './opening.ts';
import type { LogFile } from './reader.ts';
import type { LogReading, LogReport, LogWarning } from './shapes.ts';
import { lookingAt, reading } from './stretches.ts';
import { timedOf } from './timed.ts';
import { hostZone } from './zone-of.ts';

export interface FilesInput {
  readonly files: readonly string[];
  /** A time whose lines are wanted, as it was typed. */
  readonly at: string | null;
  /** Expressions given by hand instead of what is mined. */
  readonly byHand: ByHand | null;
  readonly redacts: boolean;
  readonly nowMs: number;
  readonly deadlineMs?: number;
}

const filesDeadlineMs = 60_000;

/** The same of files alone, without a process. Generations of one log that are named together are read as one. */
export async function readFiles(input: FilesInput): Promise<Omit<LogReading, 'openOperations'>> {
  const { files, at, byHand, redacts, nowMs } = input;
  const beganMs = performance.now();
  const until = (): boolean => performance.now() - beganMs > (input.deadlineMs ?? filesDeadlineMs);
  const zone = hostZone();
  const warnings: LogWarning[] = [];
  const opened: LogFile[] = [];
  for (const path of new Set(files)) {
    const one = await openCarefully({ path, through: path, mountType: null, isSuspect: false });
    if (one.ok) opened.push(one.file);
    else warnings.push({ code: `log-${one.refusal}`, pid: null, message: one.message });
  }
  const logs: LogReport[] = [];
  for (const file of await together(opened, zone)) {
    const atMs = at === null ? null : momentTyped(at, zone, file.mtimeMs);
    if (at !== null && atMs === null)
      throw new UsageError(`"${at}" is no time; write it as the log does, or as 2017-12-18T03:29:47+09:00`);
    logs.push(
      analysed({
        file,
        timed: timedOf(file, zone),
        zone,
        writers: [],
        nowMs,
        redacts,
        bounds: atMs === null ? reading : lookingAt,
        until,
        atMs,
        byHand,
        notes: [],
      }).report,
    );
    file.close();
  }
  return { logs, findings: [], warnings };
}
