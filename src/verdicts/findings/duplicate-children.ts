/**
 * A process has two generations of the same worker: it started itself anew by exec, or its start code ran twice, and
 * the workers of before live on beside the new ones. Both write the same logs, take the same work.
 *
 * Proven for workers that were forked: those of before descend from another image of their parent (generations.ts).
 * For workers that execute a program of their own: the same command lines twice, each set started within seconds, the
 * first one with their parent where all are alike, and the two far apart. Silent about pools of forked workers, which
 * grow, shrink and replace their members; about the jobs of an interactive shell; about who sets a title.
 */
import type { Machine, Process } from '../../machine/machine.ts';
import { valueOf } from '../../view/view.ts';
import { lasting } from '../../waits/words.ts';
import { titled, type FindingRule } from './finding.ts';
import { generationsOf, hasExecuted, liveChildren, type Generations } from './generations.ts';

/** A generation is started within so many seconds, and the next one so many times its span later. */
const mostSpanSeconds = 10;
const leastGapSeconds = 1;
const leastGapSpans = 5;

export const duplicateChildren: FindingRule = (machine, subjects) =>
  subjects.flatMap((parent) => {
    const forked = generationsOf(machine, parent);
    const isTwice = forked !== null && forked.younger.length > 0;
    const pair = isTwice ? forked : repeatedOf(machine, parent);
    if (!pair) return [];
    const apart = secondsBetween(machine, pair);
    const before = isTwice ? 'of before it started itself anew (exec)' : 'of an earlier start';
    return [
      {
        kind: 'duplicate-children' as const,
        pids: [...pair.older, ...pair.younger].map(({ pid }) => pid),
        summary:
          `${titled(parent)} has two generations of workers: ${pair.older.length} ${before} (${pidsOf(pair.older)}) ` +
          `beside ${pair.younger.length} started ${lasting(apart)} later (${pidsOf(pair.younger)})`,
      },
    ];
  });

const mostPids = 5;

const pidsOf = (processes: readonly Process[]): string =>
  processes
    .slice(0, mostPids)
    .map(({ pid }) => pid)
    .join(' ') + (processes.length > mostPids ? ' …' : '');

const startsOf = (machine: Machine, processes: readonly Process[]): readonly number[] =>
  processes.map(({ startTicks }) => startTicks / machine.ticksPerSecond);

const secondsBetween = (machine: Machine, { older, younger }: Generations): number =>
  Math.max(0, Math.min(...startsOf(machine, younger)) - Math.max(...startsOf(machine, older)));

/** Each command line an even number of times: the earlier half of them is one generation, the later half the other. */
function repeatedOf(machine: Machine, parent: Process): Generations | null {
  const isInteractive = parent.pid === parent.sid && parent.ttyNr !== 0;
  if (isInteractive || parent.pid === 1) return null;
  const alike = [...byCommand(machine, parent).values()].filter(({ length }) => length > 1);
  if (alike.some(({ length }) => length % 2 !== 0)) return null;
  const pair = {
    older: alike.flatMap((children) => children.slice(0, children.length / 2)),
    younger: alike.flatMap((children) => children.slice(children.length / 2)),
  };
  if (pair.older.length < 2 || !areFarApart(machine, pair)) return null;
  // a pool of equal workers: its first ones belong to the start of their parent
  const since = Math.min(...startsOf(machine, pair.older)) - parent.startTicks / machine.ticksPerSecond;
  return alike.length > 1 || since <= mostSpanSeconds ? pair : null;
}

/** Those that execute a program, in order of their start. */
function byCommand(machine: Machine, parent: Process): ReadonlyMap<string, readonly Process[]> {
  const found = new Map<string, Process[]>();
  for (const child of [...liveChildren(machine, parent)].sort((a, b) => a.startTicks - b.startTicks)) {
    const argv = valueOf(child.argv) ?? [];
    const isTitle = argv.length < 2 && /[ :]/.test(argv[0] ?? '');
    if (argv.length === 0 || isTitle || hasExecuted(machine, child.pid) !== true) continue;
    const command = argv.join('\0');
    const known = found.get(command);
    if (known) known.push(child);
    else found.set(command, [child]);
  }
  return found;
}

function areFarApart(machine: Machine, pair: Generations): boolean {
  const span = Math.max(...[pair.older, pair.younger].map((one) => spanOf(startsOf(machine, one))));
  const gap = secondsBetween(machine, pair);
  return span <= mostSpanSeconds && gap >= Math.max(leastGapSeconds, leastGapSpans * span);
}

const spanOf = (seconds: readonly number[]): number => Math.max(...seconds) - Math.min(...seconds);
