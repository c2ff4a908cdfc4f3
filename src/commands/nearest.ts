/** Which names come nearest to a pattern that matched nothing: it was probably mistyped. */

import type { Machine } from '../machine/machine.ts';

/** Levenshtein's distance: the fewest insertions, deletions and substitutions between two words. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, its] of [...other].entries()) {
      const substitution = (row[at] ?? 0) + (letter === its ? 0 : 1);
      next.push(Math.min(substitution, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

interface Named {
  readonly pid: number;
  readonly name: string;
}

const namesTold = 3;

/** The names that differ from a pattern in no more than a third of its letters, the nearest first. */
function nearest(patterns: readonly string[], processes: readonly Named[]): readonly Named[] {
  const byName = new Map(processes.map((process) => [process.name.toLowerCase(), process]));
  const near = [...byName].flatMap(([name, process]) => {
    const best = Math.min(
      ...patterns.map((pattern) => distance(pattern.toLowerCase(), name) / Math.max(pattern.length, 3)),
    );
    return best <= 1 / 3 ? [{ process, best }] : [];
  });
  return near
    .sort((a, b) => a.best - b.best)
    .slice(0, namesTold)
    .map(({ process }) => process);
}

/** Of a command line the words that a person may have had in mind: `/srv/fetcher.py` is `fetcher.py` and `fetcher`. */
function wordsOf(machine: Machine, pid: number): readonly string[] {
  const words = (machine.commandLine(pid) ?? '')
    .split(' ')
    .filter((word) => word !== '' && !word.startsWith('-'));
  const names = words.slice(0, wordsLookedAt).map((word) => word.slice(word.lastIndexOf('/') + 1));
  return names.flatMap((name) => [name, name.replace(/\.\w+$/, '')]);
}

const wordsLookedAt = 6;

/** What to say to somebody whose pattern matched nothing. */
export function nearestLine(patterns: readonly string[], machine: Machine): string {
  const named = machine
    .glances()
    .flatMap(({ pid, name }) => [name, ...wordsOf(machine, pid)].map((word) => ({ pid, name: word })))
    // who has the very word merely carries it: the sudo or the shell around this command
    .filter(({ name }) => !patterns.some((pattern) => name.includes(pattern)));
  const told = nearest(patterns, named).map(({ pid, name }) => `${name} (${pid})`);
  return told.length === 0
    ? 'nothing has a name like that; ps -ef shows what runs'
    : `did you mean ${told.join(', ')}?`;
}
