/**
 * The end of a tree: SIGTERM, growing pauses, SIGKILL. Each signal goes to a process that is held open (hands.ts);
 * whoever is born meanwhile is found again before each step. Before SIGKILL all are stopped, so that nobody forks away.
 */
import type { Stat } from '../sources/proc/stat.ts';
import type { Hands, Identity, Pinned } from './hands.ts';
import { statsOf, treeOf } from './tree.ts';
import type { Record } from './record.ts';

export interface Holding {
  /** All that were ever found, the first one first. */
  readonly all: readonly Pinned[];
  alive(): readonly Pinned[];
  /** Finds those that were born since. */
  grow(): void;
  release(): void;
}

/** null: the first one is no longer that process. */
export function hold(hands: Hands, tree: readonly Stat[], self: number): Holding | null {
  const pinned: Pinned[] = [];
  const add = (one: Identity): void => {
    if (
      one.pid <= 1 ||
      one.pid === self ||
      pinned.some(({ pid, startTicks }) => pid === one.pid && startTicks === one.startTicks)
    )
      return;
    const held = hands.pin(one);
    if (held !== null) pinned.push(held);
  };
  for (const stat of tree) add(stat);
  if (pinned[0]?.pid !== tree[0]?.pid) {
    pinned.forEach(hands.release);
    return null;
  }
  return {
    all: pinned,
    alive: () => pinned.filter(hands.isAlive),
    grow() {
      for (const stat of treeOf(statsOf(hands.look()), pinned)) add(stat);
    },
    release: () => pinned.forEach(hands.release),
  };
}

const pausesMs = { first: 10, longest: 400 } as const;
/** How long the end may take once SIGKILL is sent: freeing memory takes time, an uninterruptible sleep for ever. */
const killedWithinMs = 5000;

/** Until none is alive, or the time is over. */
async function ends(hands: Hands, holding: Holding, withinMs: number, each: () => void): Promise<boolean> {
  const until = hands.clockMs() + withinMs;
  for (let ms: number = pausesMs.first; ; ms = Math.min(ms * 2, pausesMs.longest)) {
    holding.grow();
    if (holding.alive().length === 0) return true;
    const left = until - hands.clockMs();
    if (left <= 0) return false;
    each();
    await hands.pause(Math.min(ms, left));
  }
}

const named = (some: readonly Identity[]): string => some.map(({ pid }) => pid).join(', ');

/** @returns who is still there */
export async function stop(
  hands: Hands,
  holding: Holding,
  record: Record,
  {
    command,
    killAfter,
    isStopped,
  }: {
    readonly command: readonly string[] | null;
    readonly killAfter: number;
    /** Whether it is stopped by a signal, and must go on to act on another. */
    readonly isStopped: (pid: number) => boolean;
  },
): Promise<readonly Identity[]> {
  const beganMs = hands.clockMs();
  holding.grow();
  let owner: Promise<unknown> = Promise.resolve();
  if (command !== null) {
    record.add('stop', true, command.join(' '));
    owner = hands.run(command, (killAfter + 30) * 1000).then(({ code, stderr }) => {
      if (code !== 0)
        record.add('stop', false, `${command.join(' ')} ended with ${code ?? 'no code'}: ${stderr.trim()}`);
    });
  } else terminate(hands, holding, record, isStopped);
  if (!(await ends(hands, holding, killAfter * 1000, () => undefined))) await kill(hands, holding, record);
  const survivors = holding.alive();
  if (survivors.length === 0) {
    await owner;
    const seconds = ((hands.clockMs() - beganMs) / 1000).toFixed(1);
    record.add(
      'stop',
      true,
      `all ${holding.all.length} have ended (${named(holding.all)}), after ${seconds} s`,
    );
  }
  return survivors;
}

function terminate(
  hands: Hands,
  holding: Holding,
  record: Record,
  isStopped: (pid: number) => boolean,
): void {
  record.add('stop', true, `SIGTERM to ${named(holding.all)}`);
  for (const one of holding.all) {
    const sent = hands.signal(one, 'SIGTERM');
    if (sent === 'denied') record.add('stop', false, `the kernel refuses a signal to ${one.pid}`);
    if (sent === 'sent' && isStopped(one.pid)) hands.signal(one, 'SIGCONT');
  }
}

async function kill(hands: Hands, holding: Holding, record: Record): Promise<void> {
  record.add('stop', true, `SIGKILL to ${named(holding.alive())}, which did not end of SIGTERM`);
  for (let round = 0, known = 0; round < 5 && known < holding.all.length; round++) {
    known = holding.all.length;
    for (const one of holding.alive()) hands.signal(one, 'SIGSTOP');
    holding.grow();
  }
  const killed = new Set<Pinned>();
  const killNew = (): void => {
    for (const one of holding.alive()) {
      if (killed.has(one)) continue;
      killed.add(one);
      hands.signal(one, 'SIGKILL');
    }
  };
  killNew();
  await ends(hands, holding, killedWithinMs, killNew);
}
