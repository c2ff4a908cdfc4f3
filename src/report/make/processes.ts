/** The processes of a report: each with who it is, what became of it, and the texts that prove that. */
import { ageSeconds } from '../../machine/clocks.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Process } from '../../machine/machine.ts';
import { valueOf } from '../../view/view.ts';
import type { Evidence } from '../../waits/wait.ts';
import type { ReportProcess } from '../report.ts';
import { becauseOf } from './because.ts';
import { blockedForOf } from './blocked-for.ts';
import type { Culprit } from './culprits.ts';
import { redacted, type ReportInput } from './input.ts';
import { isoTime } from './iso-time.ts';
import { containerOf, unitOf } from './place.ts';
import { tellingOf, type Telling } from './telling.ts';
import { threadOf } from './threads.ts';

/** Whom the question is about first, then what belongs to them, in the order in which they were found. */
const order = ['match', 'descendant', 'ancestor', 'waker', 'waiter'] as const;

export function processesOf(
  input: ReportInput,
  culprits: ReadonlyMap<number, Culprit>,
): readonly ReportProcess[] {
  const { judgement, graph, machine } = input;
  const processes = [...judgement.processes.values()].map((verdict): ReportProcess => {
    const telling = tellingOf(culprits, verdict);
    const { process } = telling.node;
    const blocked = blockedForOf(telling.node, judgement.facts.patience, machine.clocks);
    return {
      ...identityOf(input, process),
      relation: relationOf(graph, process.pid),
      status: telling.status,
      role: telling.role,
      stuckBehind: telling.role === 'victim' ? (telling.cause?.node.pid ?? null) : null,
      blockedFor: blocked,
      because: redacted(input, becauseOf(telling)),
      evidence: evidenceOf(telling).map(({ source, text }) => ({ source, text: redacted(input, text) })),
      threads: verdict.threads.map(({ node }) => threadOf(input, node)),
    };
  });
  return order.flatMap((relation) => processes.filter((process) => process.relation === relation));
}

/** Who is to blame is listed, even where it came in beside the others only. */
function relationOf(graph: Graph, pid: number): ReportProcess['relation'] {
  const relation = graph.relations.get(pid) ?? 'context';
  return relation === 'context' ? 'waker' : relation;
}

type Identity = Omit<
  ReportProcess,
  'relation' | 'status' | 'role' | 'stuckBehind' | 'blockedFor' | 'because' | 'evidence' | 'threads'
>;

function identityOf({ machine, redact, userName }: ReportInput, process: Process): Identity {
  const argv = valueOf(process.argv);
  return {
    pid: process.pid,
    ppid: process.ppid,
    pgid: Math.max(0, process.pgid),
    sid: Math.max(0, process.sid),
    name: process.name,
    exe: valueOf(process.exe),
    argv: argv === null ? null : [...redact(argv)],
    cwd: valueOf(process.cwd),
    user: process.uid === null ? null : { uid: process.uid, name: userName(process.uid) },
    startedAt: isoTime(machine.startedAtMs(process.startTicks)),
    ageSeconds: ageSeconds(machine.clocks, process.startTicks),
    state: process.state,
    cpuSeconds: process.cpuTicks / machine.ticksPerSecond,
    rssBytes: process.rssBytes,
    threadCount: process.threadCount,
    unit: unitOf(process),
    container: containerOf(process),
  };
}

/** What convicted it, else what its own wait shows; each text once. */
function evidenceOf({ node, role, cause }: Telling): readonly Evidence[] {
  const all = [...(role === 'culprit' ? (cause?.evidence ?? []) : []), ...(node.wait?.evidence ?? [])];
  const byText = new Map(all.map((one) => [`${one.source}\0${one.text}`, one]));
  return [...byText.values()].map(({ source, text }) => ({ source, text: text.trimEnd() }));
}
