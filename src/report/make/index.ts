/** From a judgement to the report: what the verdicts say and what the machine shows, as plain data. */
import type { Finding, Report, Verdict, Warning } from '../report.ts';
import { tool } from '../tool.ts';
import { rootCausesOf } from './causes.ts';
import { culpritsOf } from './culprits.ts';
import { edgesOf } from './edges.ts';
import { redacted, type ReportInput } from './input.ts';
import { isoTime } from './iso-time.ts';
import { processesOf } from './processes.ts';

export type { ReportInput } from './input.ts';

export function reportOf(input: ReportInput): Report {
  const { machine, takenAtMs, tookSeconds, query, findings, logs, restart } = input;
  const { name, kernel, arch, bootedAtMs } = machine.host;
  const culprits = culpritsOf(input.judgement);
  const processes = processesOf(input, culprits);
  return {
    schemaVersion: 1,
    tool,
    host: { name, kernel, arch, bootedAt: isoTime(bootedAtMs) },
    takenAt: isoTime(takenAtMs),
    tookSeconds,
    query: { patterns: [...query.patterns], pids: [...query.pids] },
    verdict: verdictOf(processes),
    processes,
    edges: edgesBetween(processes, edgesOf(input)),
    rootCauses: rootCausesOf(input, culprits),
    findings: distinctFindings(findings).map((one) => ({ ...one, summary: redacted(input, one.summary) })),
    logs,
    restart,
    warnings: warningsOf(input, processes),
    ...(input.probes ? { probes: probesOf(input, input.probes) } : {}),
  };
}

/** What a tool said may hold what the process read and wrote. */
function probesOf(
  input: ReportInput,
  probes: NonNullable<ReportInput['probes']>,
): NonNullable<Report['probes']> {
  const lines = (text: string): string =>
    text
      .split('\n')
      .map((line) => redacted(input, line))
      .join('\n');
  return probes.map((one) => ({ ...one, summary: redacted(input, one.summary), text: lines(one.text) }));
}

/** Those that begin and end at somebody who is listed. */
function edgesBetween(processes: Report['processes'], edges: Report['edges']): Report['edges'] {
  const listed = new Set(processes.map(({ pid }) => pid));
  return edges.filter(({ from, to }) => listed.has(from.pid) && ('remote' in to || listed.has(to.pid)));
}

/** The worst status found. */
function verdictOf(processes: Report['processes']): Verdict {
  if (processes.length === 0) return 'no-match';
  if (processes.some(({ status }) => status === 'stuck')) return 'stuck';
  return processes.some(({ status }) => status === 'suspect' || status === 'spinning') ? 'suspect' : 'ok';
}

/** What could not be seen of those who are listed, or of the machine, each once. */
function warningsOf({ machine, warnings }: ReportInput, processes: Report['processes']): readonly Warning[] {
  const listed = new Set(processes.map(({ pid }) => pid));
  const all = [
    ...machine
      .couldNotSee()
      .filter(({ pid }) => pid === null || listed.has(pid))
      .map(({ code, pid, message }) => ({ code, pid, message })),
    ...warnings,
  ];
  return [...new Map(all.map((one) => [JSON.stringify([one.code, one.pid, one.message]), one])).values()];
}

/** These the log reader finds too, by other texts. */
const foundTwice: ReadonlySet<Finding['kind']> = new Set<Finding['kind']>([
  'duplicate-children',
  'name-mismatch',
]);

const distinctFindings = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(
    ({ kind, pids }, at) =>
      !foundTwice.has(kind) ||
      !findings.slice(0, at).some((one) => one.kind === kind && one.pids.some((pid) => pids.includes(pid))),
  );
