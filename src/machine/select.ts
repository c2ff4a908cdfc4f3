/**
 * Which processes are meant: by a regular expression over the whole command line and the kernel's name, as `pgrep -f`
 * does, or by pid. Never the one that looks, nor what it starts itself, nor an ancestor of it that merely carries the
 * pattern among its arguments: `sudo why-stuck fetcher`, `sh -c …`, `watch …`, `timeout 5 …`.
 */
import { valueOf } from '../view/view.ts';
import type { Machine } from './machine.ts';

export interface Wanted {
  /** Regular expressions; one of digits only is a pid. They must be valid. */
  readonly patterns: readonly string[];
  readonly pids: readonly number[];
}

/** In order of pid. */
export async function select(machine: Machine, { patterns, pids }: Wanted): Promise<readonly number[]> {
  const self = Number(valueOf(machine.view.link('/proc/self')) ?? 0);
  const named = new Set([...pids, ...patterns.filter(isPid).map(Number)]);
  const words = patterns.filter((pattern) => !isPid(pattern));
  const found = new Set([...named].filter((pid) => pid !== self && machine.glance(pid) !== null));
  if (words.length > 0) {
    const ancestors = ancestorsOf(machine, self);
    await machine.prepare(machine.glances().map(({ pid }) => pid));
    const expressions = words.map((pattern) => new RegExp(pattern));
    for (const { pid, ppid, name } of machine.glances()) {
      if (pid === self || ppid === self) continue;
      const line = machine.commandLine(pid) ?? '';
      if (!expressions.some((expression) => expression.test(line) || expression.test(name))) continue;
      if (!ancestors.has(pid) || !carries(line, words)) found.add(pid);
    }
  }
  return [...found].sort((a, b) => a - b);
}

const isPid = (pattern: string): boolean => /^\d+$/.test(pattern);

function ancestorsOf(machine: Machine, self: number): ReadonlySet<number> {
  const ancestors = new Set<number>();
  for (let pid = machine.glance(self)?.ppid ?? 0; pid > 0 && !ancestors.has(pid);) {
    ancestors.add(pid);
    pid = machine.glance(pid)?.ppid ?? 0;
  }
  return ancestors;
}

/** The pattern stands among its arguments as it was typed. */
const carries = (line: string, words: readonly string[]): boolean => {
  const args = line.slice(line.indexOf(' ') + 1);
  return args !== line && words.some((word) => args.includes(word));
};
