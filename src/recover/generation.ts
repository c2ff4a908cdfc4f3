/** The new generation: who is it, by whom, and does it live. A manager's "OK" is no proof, so each is told by its start. */
import type { Machine } from '../machine/machine.ts';
import { parseCmdline, cmdlinePath } from '../sources/proc/cmdline.ts';
import type { Stat } from '../sources/proc/stat.ts';
import { valueOf } from '../view/view.ts';
import type { Hands, Identity, Pinned } from './hands.ts';
import { statsOf } from './tree.ts';

const pollMs = 100;

/** Asks again and again until there is an answer, or the time is over. */
export async function until<T>(
  hands: Hands,
  withinSeconds: number,
  ask: () => Promise<T | null>,
): Promise<T | null> {
  const end = hands.clockMs() + withinSeconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== null || hands.clockMs() >= end) return answer;
    await hands.pause(pollMs);
  }
}

/** Ticks since boot, now: who began later is younger. */
export const ticksNow = (machine: Machine): number =>
  Math.floor(machine.clocks.bootSeconds * machine.ticksPerSecond);

export const pinNow = (hands: Hands, pid: number): Pinned | null => {
  const stat = hands.look().glance(pid);
  return stat === null ? null : hands.pin(stat);
};

/** Live processes with the very same arguments; of one parent only, where one is named. */
export function alike(machine: Machine, argv: readonly string[], parent: number | null): readonly Stat[] {
  if (argv.length === 0) return [];
  return statsOf(machine).filter(({ pid, ppid, state }) => {
    if (state === 'Z' || (parent !== null && ppid !== parent)) return false;
    const its = parseCmdline(valueOf(machine.view.text(cmdlinePath(pid))) ?? '');
    return its.length === argv.length && its.every((word, at) => word === argv[at]);
  });
}

/** What a parent starts again by itself, within the time; null at once where the parent is gone. */
export async function byItsParent(
  hands: Hands,
  parent: Identity,
  argv: readonly string[],
  since: number,
  withinSeconds: number,
): Promise<Identity | null> {
  const isGone = {};
  const found = await until<Identity | typeof isGone>(hands, withinSeconds, async () => {
    const machine = hands.look();
    if (machine.glance(parent.pid)?.startTicks !== parent.startTicks) return isGone;
    return alike(machine, argv, parent.pid).find(({ startTicks }) => startTicks >= since) ?? null;
  });
  return found !== null && 'pid' in found ? found : null;
}
