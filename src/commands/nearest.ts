/** Which names come nearest to a pattern that matched nothing: it was probably mistyped. */

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

export interface Named {
  readonly pid: number;
  readonly name: string;
}

const namesTold = 3;

/** The names that differ from a pattern in no more than a third of its letters, the nearest first. */
export function nearest(patterns: readonly string[], processes: readonly Named[]): readonly Named[] {
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

/** What to say to somebody whose pattern matched nothing. */
export async function nearestLine(patterns: readonly string[], procRoot: string): Promise<string> {
  const [{ liveView }, { machineOf }] = await Promise.all([
    import('../view/live.ts'),
    import('../machine/index.ts'),
  ]);
  const names = nearest(patterns, machineOf(liveView({ procRoot })).glances());
  const told = names.map(({ pid, name }) => `${name} (${pid})`).join(', ');
  return told === '' ? 'nothing has a name like that; ps -ef shows what runs' : `did you mean ${told}?`;
}
