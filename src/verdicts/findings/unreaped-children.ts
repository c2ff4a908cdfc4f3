/**
 * Children that have exited pile up, since their parent does not collect them. Proven by their state Z in
 * /proc/PID/stat. A few are ordinary, for a moment or until the parent gets to them; so it takes many, or some that
 * have been dead for an hour. A leader that has exited while its threads live on is none.
 */
import type { Machine } from '../../machine/machine.ts';
import { lasting } from '../../waits/words.ts';
import { titled, type FindingRule } from './finding.ts';

const many = 10;
const some = 3;
const longSeconds = 3600;

export const unreapedChildren: FindingRule = (machine, subjects) =>
  subjects.flatMap((parent) => {
    const seen = machine.children(parent.pid).filter((pid) => machine.glance(pid)?.state === 'Z');
    if (seen.length < some) return [];
    const dead = seen.map((pid) => deadFor(machine, pid)).filter((seconds) => seconds !== null);
    const longDead = dead.filter((seconds) => seconds >= longSeconds);
    if (dead.length < many && longDead.length < some) return [];
    const oldest = Math.max(...dead);
    const since = oldest >= 1 ? `, one of them for ${lasting(oldest)}` : '';
    return [
      {
        kind: 'unreaped-children' as const,
        pids: [parent.pid],
        summary: `${titled(parent)} does not collect its children: ${dead.length} have exited and are still there${since}`,
      },
    ];
  });

/** It last ran when it exited; null for one that lives on in its threads, or is gone by now. */
function deadFor(machine: Machine, pid: number): number | null {
  const threads = machine.process(pid)?.threads ?? [];
  if (threads.length === 0 || threads.some(({ state }) => state !== 'Z' && state !== 'X')) return null;
  return threads[0]?.blockedFor?.atLeast ?? 0;
}
