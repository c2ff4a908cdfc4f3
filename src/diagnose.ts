/**
 * The whole way, from a question to a report: select, follow the waits and look again, read the logs, judge, report.
 * Everything that it learns of the machine comes through the view it is given.
 */
import { observe } from './graph/observe.ts';
import type { Graph } from './graph/graph.ts';
import type { Wanted } from './sources/tools/index.ts';
import { machineOf } from './machine/index.ts';
import type { Machine } from './machine/machine.ts';
import { select } from './machine/select.ts';
import type { LogInput, LogReading } from './logs/index.ts';
import { reportOf } from './report/make/index.ts';
import type { Report } from './report/report.ts';
import { userNames } from './sources/host/passwd.ts';
import { findingsOf } from './verdicts/findings/index.ts';
import { judge } from './verdicts/index.ts';
import { stacksOf } from './verdicts/stacks.ts';
import { UsageError } from './view/errors.ts';
import { redactArgv } from './view/redact.ts';
import type { View } from './view/view.ts';

export interface Question {
  readonly patterns: readonly string[];
  readonly pids: readonly number[];
  readonly sampleSeconds: number;
  readonly stuckAfterSeconds: number;
  /** Logs named by hand, and whether those that the processes hold open are read as well; null: none at all. */
  readonly logs: { readonly files: readonly string[]; readonly discover: boolean } | null;
  readonly redacts: boolean;
  /** Deeper looks, which do something to whom they look at; null: none. */
  readonly probes?: Wanted | null;
}

export interface Means {
  /** Milliseconds of a clock that only goes forward, to say how long it took. */
  readonly nowMs: () => number;
  /** From the files, or out of a recording. */
  readonly readLogs: (input: LogInput) => Promise<LogReading>;
}

export async function diagnose(view: View, question: Question, means: Means): Promise<Report> {
  const beganMs = means.nowMs();
  const takenAtMs = view.clocks.wallMs;
  const machine = machineOf(view);
  const matches = await select(machine, question);
  const seen = await observe(machine, matches, question.sampleSeconds);
  const logs =
    question.logs && matches.length > 0
      ? await logsOf(means, logInput(machine, seen, question, question.logs))
      : null;
  const openOperations = logs?.openOperations ?? new Map();
  const atFirst = judge(seen, question, openOperations);
  const stacks = await stacksOf(machine, seen, atFirst);
  const deeper = question.probes
    ? await (
        await import('./verdicts/probes.ts')
      ).lookDeeper(machine, seen, atFirst, stacks.frames, question.probes)
    : null;
  const graph = deeper?.graph ?? seen;
  const judgement = graph === seen ? atFirst : judge(graph, question, openOperations);
  return reportOf({
    machine,
    graph,
    judgement,
    query: { patterns: question.patterns, pids: question.pids },
    takenAtMs,
    tookSeconds: (means.nowMs() - beganMs) / 1000,
    logs: logs?.logs ?? [],
    findings: [...findingsOf(machine, listed(graph)), ...(logs?.findings ?? [])],
    warnings: [
      ...(deeper?.warnings ?? []),
      ...(logs?.warnings ?? []),
      ...stacks.unread.map(({ pid, message }) => ({
        code: 'stack',
        pid,
        message: `the Python stack of ${pid}: ${message}`,
      })),
    ],
    redact: question.redacts ? redactArgv : (argv) => argv,
    restart: null,
    userName: userNames(view),
    stacks: deeper?.stacks ?? stacks.frames,
    ...(deeper ? { probes: deeper.probes } : {}),
  });
}

/** What goes wrong while logs are read is told; it is no reason to keep back what the kernel says. */
async function logsOf({ readLogs }: Means, input: LogInput): Promise<LogReading> {
  try {
    return await readLogs(input);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const message = `the logs could not be read: ${error instanceof Error ? error.message : String(error)}`;
    return {
      logs: [],
      openOperations: new Map(),
      findings: [],
      warnings: [{ code: 'log-failed', pid: null, message }],
    };
  }
}

/** Findings are about those who are told of. */
const listed = ({ members, relations }: Graph): Pick<Graph, 'members'> => ({
  members: new Map([...members].filter(([pid]) => relations.get(pid) !== 'context')),
});

function logInput(
  machine: Machine,
  graph: Graph,
  { redacts }: Question,
  wanted: { readonly files: readonly string[]; readonly discover: boolean },
): LogInput {
  const nowMs = machine.clocks.wallMs;
  const subjects = [...graph.members].flatMap(([pid, members]) => {
    const [leader] = members;
    if (!leader || graph.relations.get(pid) === 'context') return [];
    const blocked = members.flatMap(({ thread }) => thread.blockedFor?.atLeast ?? []);
    return [
      {
        pid,
        relation: graph.relations.get(pid) ?? 'waker',
        startedAtMs: machine.startedAtMs(leader.process.startTicks),
        blockedSinceMs: blocked.length > 0 ? nowMs - Math.min(...blocked) * 1000 : null,
        tids: members.map(({ tid }) => tid),
      },
    ];
  });
  return { machine, subjects, files: wanted.files, discover: wanted.discover, nowMs, redacts };
}
