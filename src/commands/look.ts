/** What diagnosing and recording share: whom they look at, through which view, and how long. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { diagnose, type Question } from '../diagnose.ts';
import { readLogs, replayed, type LogReading, type RecordedReading } from '../logs/index.ts';
import type { Report } from '../report/report.ts';
import { LookError, UsageError } from '../view/errors.ts';
import { liveView, type LiveView } from '../view/live.ts';
import { recordedView } from '../view/recorded.ts';
import { readRecording } from '../view/recorder.ts';
import { checkPatterns } from './options.ts';
import { isWanted, probesOf, type ProbeOptions } from './probe-options.ts';
import { reasonOf } from './reason.ts';

/** The options of a look, as commander hands them over. */
export interface LookOptions extends ProbeOptions {
  readonly pid: readonly number[];
  readonly sample: number;
  readonly stuckAfter: number;
  readonly log: readonly string[];
  readonly logs: boolean;
  readonly procRoot: string;
  readonly redact: boolean;
  readonly from?: string;
}

export function questionOf(patterns: readonly string[], options: LookOptions): Question {
  checkPatterns(patterns);
  if (patterns.length === 0 && options.pid.length === 0) {
    throw new UsageError('whom? Give a pattern (a part of the command line) or -p PID; see why-stuck --help');
  }
  for (const file of options.log) {
    if (!existsSync(file))
      throw new UsageError(`there is no log ${file}; -l names a file, --no-logs reads none`);
  }
  return {
    patterns,
    pids: options.pid,
    sampleSeconds: options.sample,
    stuckAfterSeconds: options.stuckAfter,
    logs: options.logs ? { files: options.log, discover: true } : null,
    redacts: options.redact,
    probes: probesOf(options),
  };
}

const nowMs = (): number => performance.now();

export interface Live {
  readonly report: Report;
  readonly view: LiveView;
  readonly logs: LogReading | null;
}

/** This machine, now. */
export async function lookLive(question: Question, procRoot: string): Promise<Live> {
  const view = liveView({ procRoot });
  const names = view.names('/proc');
  if (!names.ok) throw new LookError(`cannot read ${procRoot}: ${names.message}; is /proc mounted there?`);
  let logs: LogReading | null = null;
  const report = await diagnose(view, question, {
    nowMs,
    readLogs: async (input) => (logs = await readLogs({ ...input, procRoot })),
  });
  return { report, view, logs };
}

/** A recording; whom to look at stands in it, where nothing else is asked. */
export async function lookBack(
  file: string,
  patterns: readonly string[],
  options: LookOptions,
): Promise<Report> {
  const recording = readRecording(await textOf(file), file);
  const asked =
    patterns.length > 0 || options.pid.length > 0 ? { patterns, pids: options.pid } : recording.query;
  const question = questionOf(asked?.patterns ?? [], { ...options, pid: asked?.pids ?? [] });
  const logs = isLogReading(recording.logs) ? replayed(recording.logs) : null;
  return diagnose(
    recordedView(recording),
    {
      ...question,
      logs: logs ? question.logs : null,
      probes: question.probes ?? (isWanted(recording.probes) ? recording.probes : null),
    },
    { nowMs, readLogs: async (input) => logs ?? readLogs(input) },
  );
}

/** Enough to tell it from what is none; a recording whose looks are whole has it whole. */
const isLogReading = (value: unknown): value is RecordedReading =>
  typeof value === 'object' &&
  value !== null &&
  'openOperations' in value &&
  Array.isArray(value.openOperations);

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the recording ${file}: ${reasonOf(error)}`, { cause: error });
  }
}
