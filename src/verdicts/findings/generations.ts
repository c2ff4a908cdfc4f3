/**
 * Children of before and of after their parent started itself anew by exec. Exec keeps the pid and the start time, but
 * gives the process a new image, whose addresses the kernel chooses at random and writes into its auxiliary vector
 * (execve(2), proc_pid_auxv(5)). A fork copies that vector. So a child that has not executed anything (PF_FORKNOEXEC in
 * the flags of proc_pid_stat(5)) and has another vector than its parent was forked by what its parent was before.
 */
import type { Machine, Process } from '../../machine/machine.ts';
import { auxvPath } from '../../sources/proc/auxv.ts';
import { parseStat, statPath } from '../../sources/proc/stat.ts';
import { valueOf } from '../../view/view.ts';
import { withoutDeleted } from './finding.ts';

export interface Generations {
  /** Of before. */
  readonly older: readonly Process[];
  /** Of now. */
  readonly younger: readonly Process[];
}

/** include/linux/sched.h, PF_FORKNOEXEC. */
const notExecuted = 0x40;

/** More children than that are no workers. */
const mostChildren = 1000;

export const hasExecuted = ({ view }: Machine, pid: number): boolean | null => {
  const stat = parseStat(valueOf(view.text(statPath(pid))) ?? '');
  return stat ? (stat.flags & notExecuted) === 0 : null;
};

export const liveChildren = (machine: Machine, parent: Process): readonly Process[] => {
  const pids = machine.children(parent.pid);
  if (pids.length > mostChildren) return [];
  return pids.flatMap((pid) => {
    const child = machine.process(pid);
    return child && child.state !== 'Z' && child.state !== 'X' ? [child] : [];
  });
};

/** null where it has not started itself anew, as far as its children show. */
export function generationsOf(machine: Machine, parent: Process): Generations | null {
  // who adopts orphans has children that it never forked
  const children = parent.pid === 1 ? [] : liveChildren(machine, parent);
  const program = children.length > 0 ? programOf(parent) : null;
  const image = program === null ? null : imageOf(machine, parent);
  if (image === null) return null;
  const forks = children.filter(
    (child) => hasExecuted(machine, child.pid) === false && programOf(child) === program,
  );
  const older = forks.filter((child) => (imageOf(machine, child) ?? image) !== image);
  const younger = forks.filter((child) => imageOf(machine, child) === image);
  return older.length > 0 ? { older, younger } : null;
}

const imageOf = ({ view }: Machine, { pid }: Process): string | null => {
  const auxv = valueOf(view.text(auxvPath(pid)));
  return auxv === null || auxv === '' ? null : auxv;
};

const programOf = ({ exe }: Process): string | null => {
  const path = valueOf(exe);
  return path === null ? null : withoutDeleted(path);
};
