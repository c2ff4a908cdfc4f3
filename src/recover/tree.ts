/**
 * All that belongs to one program: its descendants, and whoever is in a process group or session that one of them
 * leads. A child whose parent has ended has a new parent, but still its group (setpgid(2), credentials(7)).
 */
import type { Machine } from '../machine/machine.ts';
import { parseStat, statPath, type Stat } from '../sources/proc/stat.ts';
import { valueOf } from '../view/view.ts';
import type { Identity } from './hands.ts';

export const statsOf = (machine: Machine): readonly Stat[] =>
  machine.glances().flatMap(({ pid }) => parseStat(valueOf(machine.view.text(statPath(pid))) ?? '') ?? []);

/**
 * The members of the tree below `known`, those first. A group counts only where its leader is one of them, alive or
 * ended: a process that has the number now, and is none of them, leads another. Who stands beside the first one under
 * the same living parent is of the same pipeline, and no part of it.
 */
export function treeOf(stats: readonly Stat[], known: readonly Identity[]): readonly Stat[] {
  const isKnown = ({ pid, startTicks }: Stat): boolean =>
    known.some((one) => one.pid === pid && one.startTicks === startTicks);
  const tree = new Map(stats.filter(isKnown).map((stat) => [stat.pid, stat]));
  const oldest = Math.min(...known.map(({ startTicks }) => startTicks));
  const first = tree.get(known[0]?.pid ?? 0);
  const strangers = new Set(stats.filter((stat) => !isKnown(stat)).map(({ pid }) => pid));
  const led = new Set(known.map(({ pid }) => pid).filter((pid) => !strangers.has(pid)));
  for (let grown = true; grown;) {
    grown = false;
    for (const stat of stats) {
      if (tree.has(stat.pid) || stat.startTicks < oldest) continue;
      const isBeside = stat.ppid === first?.ppid && stat.ppid > 1;
      const isOurs = tree.has(stat.ppid) || (!isBeside && (led.has(stat.pgid) || led.has(stat.sid)));
      if (!isOurs) continue;
      tree.set(stat.pid, stat);
      led.add(stat.pid);
      grown = true;
    }
  }
  return [...tree.values()];
}

/** From the parent up to the first process. */
export function ancestorsOf(stats: readonly Stat[], pid: number): readonly number[] {
  const parents = new Map(stats.map((stat) => [stat.pid, stat.ppid]));
  const found: number[] = [];
  for (let at = parents.get(pid) ?? 0; at > 0 && !found.includes(at); at = parents.get(at) ?? 0)
    found.push(at);
  return found;
}
