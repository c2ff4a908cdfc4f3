/** Reads the logs of processes: which they are, where they stopped, what they began and never ended. */
import { analysed } from './analyse.ts';
import { discovered, type Candidate } from './discover.ts';
import { openLog } from './reader.ts';
import type { LogEvidence, LogInput, LogReading, LogReport, LogWarning, Subject } from './shapes.ts';
import { diagnosing, reading } from './stretches.ts';
import { hostZone, zoneOfProcess } from './zone-of.ts';

export * from './shapes.ts';

const defaultDeadlineMs = 3000;

interface Wanted {
  readonly path: string;
  readonly through: string;
  readonly pids: readonly number[];
  readonly isNamed: boolean;
}

const fromCandidate = (candidate: Candidate, procRoot: string): Wanted => ({
  path: candidate.path,
  through: `${procRoot}/${candidate.descriptor.pid}/fd/${candidate.descriptor.fd}`,
  pids: candidate.pids,
  isNamed: false,
});

function wantedOf({ machine, subjects, files, discover, procRoot = '/proc' }: LogInput): readonly Wanted[] {
  const candidates =
    discover || files.length > 0
      ? discovered(
          machine,
          subjects.map(({ pid }) => pid),
        )
      : [];
  const byHand = files.map((path): Wanted => {
    const holder = candidates.find((one) => one.path === path);
    return { path, through: path, pids: holder?.pids ?? [], isNamed: true };
  });
  const found = discover
    ? candidates.filter(({ path }) => !files.includes(path)).map((one) => fromCandidate(one, procRoot))
    : [];
  return [...byHand, ...found];
}

export async function readLogs(input: LogInput): Promise<LogReading> {
  const { machine, subjects, nowMs } = input;
  const began = performance.now();
  const until = (): boolean => performance.now() - began > (input.deadlineMs ?? defaultDeadlineMs);
  const logs: LogReport[] = [];
  const openOperations = new Map<number, LogEvidence>();
  const warnings: LogWarning[] = [];
  for (const wanted of wantedOf(input)) {
    if (until()) {
      warnings.push({ code: 'log-deadline', pid: null, message: `there was no time to read ${wanted.path}` });
      continue;
    }
    const opened = await openLog(wanted.path, wanted.through);
    if (!opened.ok) {
      // What a process writes and is no text is simply no log; what was named must be told.
      if (wanted.isNamed || opened.refusal === 'denied')
        warnings.push({
          code: `log-${opened.refusal}`,
          pid: wanted.pids[0] ?? null,
          message: opened.message,
        });
      continue;
    }
    const { file } = opened;
    const writers =
      wanted.pids.length > 0
        ? subjects.filter(({ pid }) => wanted.pids.includes(pid))
        : wanted.isNamed
          ? subjects
          : ([] as readonly Subject[]);
    const zone = writers[0] ? await zoneOfProcess(machine, writers[0].pid) : hostZone();
    const { report, evidence } = analysed({
      file,
      zone,
      writers,
      nowMs,
      redacts: input.redacts ?? true,
      bounds: diagnosing,
      until,
      atMs: null,
    });
    const fate = file.fate();
    if (fate === 'truncated' || fate === 'replaced') {
      warnings.push({
        code: `log-${fate}`,
        pid: null,
        message: `${wanted.path} was ${fate === 'replaced' ? 'rotated' : fate} while it was read`,
      });
    }
    file.close();
    logs.push(report);
    for (const [pid, one] of evidence) if (!openOperations.has(pid)) openOperations.set(pid, one);
  }
  return { logs, openOperations, findings: [], warnings };
}

export interface FilesInput {
  readonly files: readonly string[];
  /** A time whose lines are wanted, as it was typed. */
  readonly at: string | null;
  /** Expressions given by hand instead of what is mined. */
  readonly byHand: { readonly begin: RegExp; readonly end: RegExp; readonly key: RegExp | null } | null;
  readonly redacts: boolean;
  readonly nowMs: number;
}

/** The same of files alone, without a process. */
export async function readFiles({
  files,
  redacts,
  nowMs,
}: FilesInput): Promise<Omit<LogReading, 'openOperations'>> {
  const logs: LogReport[] = [];
  const warnings: LogWarning[] = [];
  for (const path of files) {
    const opened = await openLog(path);
    if (!opened.ok) {
      warnings.push({ code: `log-${opened.refusal}`, pid: null, message: opened.message });
      continue;
    }
    const { file } = opened;
    const { report } = analysed({
      file,
      zone: hostZone(),
      writers: [],
      nowMs,
      redacts,
      bounds: reading,
      until: () => false,
      atMs: null,
    });
    file.close();
    logs.push(report);
  }
  return { logs, findings: [], warnings };
}
