/** The processes of a report as trees of parents and children; siblings that are just alike stand for each other. */
import type { Report, ReportProcess } from './report.ts';

export interface Branch {
  readonly process: ReportProcess;
  readonly children: readonly Branch[];
  /** How many siblings are just like it, and left out. */
  readonly like: number;
}

/** As many equal siblings are shown one by one; of more, only the first. */
const equalsShown = 3;

const waitsOf = ({ threads }: ReportProcess): string =>
  [...new Set(threads.map(({ wait }) => wait?.kind))].join();

/** Whoever is to blame, or has children, stands for itself. */
const likeness = (process: ReportProcess, hasChildren: boolean): string =>
  hasChildren || process.role === 'culprit'
    ? `${process.pid}`
    : JSON.stringify([process.name, process.status, process.stuckBehind, process.relation, waitsOf(process)]);

export function forestOf(report: Report): readonly Branch[] {
  const known = new Set(report.processes.map(({ pid }) => pid));
  const isRoot = ({ pid, ppid }: ReportProcess): boolean => ppid === pid || !known.has(ppid);
  const children = new Map<number, ReportProcess[]>();
  for (const process of report.processes) {
    if (isRoot(process)) continue;
    const siblings = children.get(process.ppid);
    if (siblings) siblings.push(process);
    else children.set(process.ppid, [process]);
  }

  const branchesOf = (siblings: readonly ReportProcess[]): readonly Branch[] => {
    const groups = new Map<string, ReportProcess[]>();
    for (const process of siblings) {
      const key = likeness(process, children.has(process.pid));
      const group = groups.get(key);
      if (group) group.push(process);
      else groups.set(key, [process]);
    }
    return [...groups.values()].flatMap((group) => {
      const shown = group.length > equalsShown ? group.slice(0, 1) : group;
      const like = group.length - shown.length;
      return shown.map((process) => ({
        process,
        like,
        children: branchesOf(children.get(process.pid) ?? []),
      }));
    });
  };
  return branchesOf(report.processes.filter(isRoot));
}
