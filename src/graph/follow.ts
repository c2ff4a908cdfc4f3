/**
 * Follows waits from the processes asked for to whoever could end them, however far that leads, and back to whoever
 * waits for one of them. Each process is read once, whatever number of edges lead to it.
 */
import type { Machine, Process, Thread } from '../machine/machine.ts';
import { recognise } from '../waits/index.ts';
import type { Wait } from '../waits/wait.ts';
import type { Relation } from './graph.ts';
import { mayWaitFor } from './waiters.ts';

/** A thread and its wait, before it is known how it moved. */
export interface Sighting {
  readonly thread: Thread;
  readonly wait: Wait | null;
}

export interface Followed {
  readonly sightings: readonly Sighting[];
  readonly relations: ReadonlyMap<number, Relation>;
}

/** Of the thousands that may hold a pipe which an ancestor reads, so many are looked at; the others are unseen. */
const mostContext = 64;

/** So many processes are asked about who waits for them; of a machine that hangs as a whole that is enough. */
const mostAwaited = 2000;

export async function follow(machine: Machine, matches: readonly number[]): Promise<Followed> {
  const relations = new Map<number, Relation>();
  const sightings: Sighting[] = [];
  const byPid = new Map<number, readonly Sighting[]>();

  const look = async (pid: number): Promise<readonly Sighting[]> => {
    const known = byPid.get(pid);
    if (known) return known;
    const process = machine.process(pid);
    const seen = process ? await sight(machine, process) : [];
    byPid.set(pid, seen);
    return seen;
  };

  /** Takes processes in, and everybody that their waits lead to, as `others`. */
  const take = async (pids: readonly number[], relation: Relation, others: Relation): Promise<void> => {
    const work = pids.map((pid) => ({ pid, relation }));
    for (let at = 0; at < work.length; at++) {
      const item = work[at];
      if (!item) continue;
      const known = relations.get(item.pid);
      // who came in beside the others may turn out to be waited for
      if (known !== undefined && (known !== 'context' || item.relation === 'context')) continue;
      const seen = await look(item.pid);
      if (seen.length === 0) continue;
      relations.set(item.pid, item.relation);
      if (known === undefined) sightings.push(...seen);
      // what else a loop above the question waits for has nothing to do with it, even where a match waits for that loop
      const next = above.has(item.pid) && isLoop(seen) ? 'context' : others;
      const ends = endersOf(seen);
      for (const pid of next === 'context' ? ends.slice(0, mostContext) : ends)
        work.push({ pid, relation: next });
    }
  };

  const above = new Set(matches.flatMap((pid) => ancestorsOf(machine, pid)));
  await machine.prepare(matches);
  for (const pid of matches) {
    const seen = await look(pid);
    if (seen.length > 0) relations.set(pid, 'match');
    sightings.push(...seen);
  }
  await take(descendantsOf(machine, matches), 'descendant', 'waker');
  await take(
    matches.flatMap((pid) => endersOf(byPid.get(pid) ?? [])),
    'waker',
    'waker',
  );

  /** Lists who waits for somebody in `awaited`; what else it waits for is context. */
  const join = async (pid: number, relation: Relation, awaited: ReadonlySet<number>): Promise<boolean> => {
    const known = relations.get(pid);
    if (known !== undefined && known !== 'context') return known === relation;
    if (!endersOf(await look(pid)).some((ender) => awaited.has(ender))) return false;
    if (known === 'context') relations.set(pid, relation);
    else await take([pid], relation, 'context');
    return true;
  };

  const line = new Set([...relations].flatMap(([pid, relation]) => (relation === 'waker' ? [] : [pid])));
  for (const pid of line) {
    const parent = machine.glance(pid)?.ppid ?? 0;
    if (parent > 0 && !line.has(parent) && (await join(parent, 'ancestor', line))) line.add(parent);
  }
  // who waits for an ancestor for reasons of its own has nothing to do with the question
  const awaited = new Set(
    [...relations].flatMap(([pid, relation]) =>
      relation === 'ancestor' || relation === 'context' ? [] : [pid],
    ),
  );
  let fresh: readonly number[] = [...awaited];
  while (fresh.length > 0 && awaited.size < mostAwaited) {
    const joined: number[] = [];
    for (const pid of await mayWaitFor(machine, fresh)) {
      if (awaited.has(pid) || line.has(pid) || !(await join(pid, 'waiter', awaited))) continue;
      awaited.add(pid);
      joined.push(pid);
    }
    fresh = joined;
  }
  return { sightings, relations };
}

/** Its sets lead to several processes, whichever of them speaks first. */
const isLoop = (seen: readonly Sighting[]): boolean =>
  seen.some(
    ({ thread, wait }) =>
      wait?.kind === 'poll' &&
      new Set(
        wait.enders.flatMap((ender) => (ender.by === 'task' && ender.pid !== thread.pid ? [ender.pid] : [])),
      ).size > 1,
  );

function ancestorsOf(machine: Machine, pid: number): readonly number[] {
  const above: number[] = [];
  for (
    let at = machine.glance(pid)?.ppid ?? 0;
    at > 0 && !above.includes(at);
    at = machine.glance(at)?.ppid ?? 0
  )
    above.push(at);
  return above;
}

const endersOf = (seen: readonly Sighting[]): readonly number[] =>
  seen.flatMap(({ wait }) =>
    (wait?.enders ?? []).flatMap((ender) => (ender.by === 'task' ? [ender.pid] : [])),
  );

/** A process is judged by its live threads: a thread that has exited counts only when there is no other. */
async function sight(machine: Machine, process: Process): Promise<readonly Sighting[]> {
  const live = process.threads.filter(({ state }) => state !== 'Z' && state !== 'X');
  const sightings: Sighting[] = [];
  for (const thread of live.length > 0 ? live : process.threads.slice(0, 1)) {
    sightings.push({ thread, wait: await recognise(thread, machine) });
  }
  return sightings;
}

function descendantsOf(machine: Machine, pids: readonly number[]): readonly number[] {
  const found = new Set<number>(pids);
  const work = [...pids];
  for (let at = 0; at < work.length; at++) {
    for (const child of machine.children(work[at] ?? 0)) {
      if (found.has(child)) continue;
      found.add(child);
      work.push(child);
    }
  }
  return work.filter((pid) => !pids.includes(pid));
}
