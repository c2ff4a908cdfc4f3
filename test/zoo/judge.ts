/**
 * Compares a report with the truth of a scene. Pure: a report and a truth in, complaints and counts out. The truth
 * is what the scene made, not what the program says; every complaint says what was wanted and what was told.
 */
import type { RootCause, Truth } from './scene.ts';

/** hung: it must say so, and whose fault. healthy: it must not. suspect: hung, but the kernel alone cannot prove it. */
export type Sort = 'hung' | 'healthy' | 'suspect';

/** Of the report, what is judged here. */
export interface Report {
  readonly schemaVersion: number;
  readonly verdict: string;
  readonly processes: readonly {
    readonly pid: number;
    readonly status: string;
    readonly startedAt: string;
    readonly because: string | null;
  }[];
  readonly edges: readonly {
    readonly from: { readonly pid: number };
    readonly to: { readonly pid?: number; readonly remote?: string };
    readonly kind: string;
    readonly certain: boolean;
  }[];
  readonly rootCauses: readonly {
    readonly pid: number;
    readonly kind: string;
    readonly cycle: readonly number[] | null;
    readonly cycleThreads?: readonly number[] | null;
    readonly victims: readonly number[];
  }[];
}

/** Enough of a look to judge it at all: the published schema has tests of its own. */
export const isReport = (value: unknown): value is Report =>
  typeof value === 'object' &&
  value !== null &&
  ['processes', 'edges', 'rootCauses'].every((name) => Array.isArray(Reflect.get(value, name)));

export interface Judgement {
  readonly complaints: readonly string[];
  /** Right, but worth printing: a suspect on stage where nothing is wrong. */
  readonly notes: readonly string[];
  /** Root causes that there are, that were told, that are both, and those of them whose kind is right. */
  readonly culprits: {
    readonly true: number;
    readonly told: number;
    readonly right: number;
    readonly kindRight: number;
  };
}

const list = <T extends string | number>(one: T | readonly T[]): readonly T[] =>
  typeof one === 'object' ? one : [one];

const sorted = (pids: readonly number[]): string => [...pids].sort((a, b) => a - b).join(' ');

/** A cycle may begin at any of its members. */
const isRotation = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length &&
  one.some((_, shift) => one.every((pid, index) => pid === other[(index + shift) % other.length]));

const judgeCauses = (
  wanted: readonly RootCause[],
  report: Report,
): Pick<Judgement, 'complaints' | 'culprits'> => {
  const complaints: string[] = [];
  const open = [...report.rootCauses];
  let right = 0;
  let kindRight = 0;
  for (const want of wanted) {
    const pids = list(want.pid);
    const index = open.findIndex(({ pid }) => pids.includes(pid));
    const told = open[index];
    if (told === undefined) {
      complaints.push(`culprit ${pids.join(' or ')} (${list(want.kind).join(' or ')}) was not found`);
      continue;
    }
    open.splice(index, 1);
    right++;
    if (list(want.kind).includes(told.kind)) kindRight++;
    else complaints.push(`culprit ${told.pid}: kind is ${list(want.kind).join(' or ')}, told ${told.kind}`);
    if (want.cycle !== undefined && !isRotation(want.cycle, told.cycle ?? []))
      complaints.push(
        `culprit ${told.pid}: cycle is ${want.cycle.join(' → ')}, told ${told.cycle?.join(' → ') ?? 'none'}`,
      );
    if (want.cycleThreads !== undefined && !isRotation(want.cycleThreads, told.cycleThreads ?? []))
      complaints.push(
        `culprit ${told.pid}: threads in the cycle are ${want.cycleThreads.join(' → ')}, told ${told.cycleThreads?.join(' → ') ?? 'none'}`,
      );
    // Who waits for itself alone may be told as a deadlock of one.
    const isAlone = told.cycle === null || (told.cycle.length === 1 && told.cycle[0] === told.pid);
    if (want.cycle === undefined && !isAlone)
      complaints.push(`culprit ${told.pid}: there is no cycle, told ${told.cycle?.join(' → ') ?? ''}`);
    if (want.victims !== undefined && sorted(want.victims) !== sorted(told.victims))
      complaints.push(
        `culprit ${told.pid}: victims are [${sorted(want.victims)}], told [${sorted(told.victims)}]`,
      );
  }
  for (const { pid, kind } of open) complaints.push(`${pid} (${kind}) is no culprit`);
  return { complaints, culprits: { true: wanted.length, told: report.rootCauses.length, right, kindRight } };
};

const judgeStatuses = (truth: Truth, report: Report): readonly string[] =>
  Object.entries(truth.statuses ?? {}).flatMap(([pid, wanted]) => {
    const told = report.processes.find((one) => one.pid === Number(pid));
    if (told === undefined) return [`${pid} is ${list(wanted).join(' or ')}, but is not in the report`];
    if (list(wanted).includes(told.status)) return [];
    return [`${pid} is ${list(wanted).join(' or ')}, told ${told.status}: ${told.because ?? ''}`];
  });

const judgeEdges = (truth: Truth, report: Report): readonly string[] =>
  (truth.edges ?? []).flatMap(({ from, to, kind, certain }) => {
    const name = `edge ${from} → ${to} (${kind})`;
    const between = report.edges.filter(
      (edge) => edge.from.pid === from && (edge.to.pid === to || edge.to.remote === to),
    );
    const told = between.filter((edge) => edge.kind === kind);
    if (told.length === 0)
      return [`${name} is missing, told ${between.map((edge) => edge.kind).join(' ') || 'none'}`];
    if (certain === undefined || told.some((edge) => edge.certain === certain)) return [];
    return [`${name} is ${certain ? '' : 'not '}certain`];
  });

const judgeStarts = (truth: Truth, report: Report): readonly string[] =>
  Object.entries(truth.startedAtMs ?? {}).flatMap(([pid, wanted]) => {
    const told = report.processes.find((one) => one.pid === Number(pid));
    if (told === undefined) return [`${pid} is not in the report`];
    const off = Date.parse(told.startedAt) - wanted;
    return Math.abs(off) <= 50
      ? []
      : [`${pid} began at ${new Date(wanted).toISOString()}, told ${told.startedAt} (${off} ms off)`];
  });

const judgeVerdict = (sort: Sort, report: Report, exitCode: number | null): readonly string[] => {
  const right = { hung: ['stuck'], healthy: ['ok', 'suspect'], suspect: ['suspect', 'stuck'] }[sort];
  const complaints: string[] = [];
  if (!right.includes(report.verdict))
    complaints.push(`verdict is ${right.join(' or ')}, told ${report.verdict}`);
  const code = report.verdict === 'stuck' ? 1 : report.verdict === 'no-match' ? 3 : 0;
  if (exitCode !== code) complaints.push(`exit code of ${report.verdict} is ${code}, was ${exitCode}`);
  if (report.schemaVersion !== 1) complaints.push(`schemaVersion is 1, told ${report.schemaVersion}`);
  return complaints;
};

const judgeCheck = (truth: Truth, report: Report): readonly string[] => {
  try {
    truth.check?.({ ...report });
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
};

export const judge = (sort: Sort, truth: Truth, report: Report, exitCode: number | null): Judgement => {
  const wanted = truth.rootCauses ?? [];
  // Where a suspicion is all that can be asked for, more is right only if it is the truth.
  const isLeftOpen = sort === 'suspect' && report.rootCauses.length === 0;
  const causes = judgeCauses(isLeftOpen ? [] : wanted, report);
  const unsure = report.processes.filter(
    ({ status }) => status === 'suspect' || status === 'spinning' || status === 'unknown',
  );
  const alarms = sort === 'healthy' ? report.processes.filter(({ status }) => status === 'stuck') : [];
  return {
    complaints: [
      ...judgeVerdict(sort, report, exitCode),
      ...causes.complaints,
      ...alarms.map(({ pid, because }) => `false alarm: ${pid} is not stuck: ${because ?? ''}`),
      ...judgeStatuses(truth, report),
      ...judgeEdges(truth, report),
      ...judgeStarts(truth, report),
      ...judgeCheck(truth, report),
    ],
    notes:
      sort === 'healthy'
        ? unsure.map(({ pid, status, because }) => `${pid} is ${status}: ${because ?? ''}`)
        : [],
    culprits: causes.culprits,
  };
};
