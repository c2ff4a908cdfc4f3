/** Which programs are meant: what matches and stands under nothing that matches, with all below it. */
import { basename } from 'node:path';
import type { Machine } from '../machine/machine.ts';
import type { Identity } from '../recover/hands.ts';
import type { Why } from '../recover/plan.ts';
import type { Report, ReportProcess } from '../report/report.ts';
import type { Condition } from './restart-condition.ts';

export interface Target extends Identity {
  readonly name: string;
  readonly line: string;
  readonly why: Why;
  readonly isWanted: boolean;
  /** Why it is left alone. */
  readonly otherwise: string;
}

export function targetsOf(
  report: Report,
  machine: Machine,
  conditionFor: (line: string) => Condition,
  own: { readonly exe: string; readonly script: string },
): { readonly wanted: readonly Target[]; readonly others: readonly Target[] } {
  const { processes } = report;
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const matched = processes.filter((process) => process.relation === 'match' && !isOtherRun(process, own));
  const pids = new Set(matched.map(({ pid }) => pid));
  const targets = matched
    .filter((process) => !aboveOf(process, byPid).some((pid) => pids.has(pid)))
    .map((process) => targetOf(process, report, machine, byPid, conditionFor));
  return {
    wanted: targets.filter(({ isWanted }) => isWanted),
    others: targets.filter(({ isWanted }) => !isWanted),
  };
}

/** Another run of why-stuck, or who started it: the pattern stands in their command lines, as in the own one. */
export function isOtherRun(
  { exe, argv }: ReportProcess,
  own: { readonly exe: string; readonly script: string },
): boolean {
  const script = argv?.slice(1).find((word) => !word.startsWith('-'));
  if (exe === own.exe && script !== undefined && basename(script) === basename(own.script)) return true;
  return argv?.some((word) => word.includes(basename(own.script)) && word.includes('--restart')) === true;
}

function aboveOf({ pid, ppid }: ReportProcess, byPid: ReadonlyMap<number, ReportProcess>): readonly number[] {
  const above: number[] = [];
  for (let at = ppid; at > 0 && at !== pid && !above.includes(at); at = byPid.get(at)?.ppid ?? 0)
    above.push(at);
  return above;
}

function targetOf(
  process: ReportProcess,
  report: Report,
  machine: Machine,
  byPid: ReadonlyMap<number, ReportProcess>,
  conditionFor: (line: string) => Condition,
): Target {
  const line = machine.commandLine(process.pid) ?? process.name;
  const condition = conditionFor(line);
  const below = report.processes.filter(
    (one) => one.pid === process.pid || aboveOf(one, byPid).includes(process.pid),
  );
  const stuck = below.filter(({ status }) => status === 'stuck');
  const inside = new Set(below.map(({ pid }) => pid));
  const causes = report.rootCauses.filter(({ pid }) => inside.has(pid));
  const first = stuck.find(({ role }) => role === 'culprit') ?? stuck[0];
  const behind = first?.stuckBehind ?? null;
  const outside =
    behind !== null && !inside.has(behind) ? `; the root is ${behind}, outside of what is restarted` : '';
  return {
    pid: process.pid,
    startTicks: machine.glance(process.pid)?.startTicks ?? 0,
    name: process.name,
    line,
    isWanted: (stuck.length > 0 && condition.stuck) || condition.all !== null,
    otherwise: condition.otherwise,
    why: {
      isStuck: stuck.length > 0,
      because: first
        ? `${first.name} (${first.pid}) is stuck: ${first.because ?? 'nothing says why'}${outside}`
        : (condition.all ?? 'it is not stuck'),
      releases: causes.flatMap(({ victims }) => victims).filter((pid) => !inside.has(pid)),
    },
  };
}
