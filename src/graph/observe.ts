/**
 * From the processes asked for to the graph: follow their waits, look again a moment later, and say what moved.
 * A thread that woke in between is recognised anew: what it waited for at the first look may be over. Two looks that
 * disagree are progress, never a chain joined out of both.
 */
import { machineOf } from '../machine/index.ts';
import type { Machine, Thread } from '../machine/machine.ts';
import { marksOf, motionBetween, motionUnderQuota, type Marks, type Motion } from '../machine/progress.ts';
import { spinning } from '../waits/cpu.ts';
import { recognise } from '../waits/index.ts';
import type { Ender, Wait } from '../waits/wait.ts';
import { follow, type Followed, type Sighting } from './follow.ts';
import { graphOf, type Graph, type Node } from './graph.ts';

/** @param sampleSeconds between the two looks; 0 looks once, and then nothing is known to move */
export async function observe(
  machine: Machine,
  matches: readonly number[],
  sampleSeconds: number,
): Promise<Graph> {
  const { sightings, relations } = await follow(machine, matches);
  await machine.prepare([...relations.keys()]);
  const marks = new Map<number, Marks | null>();
  for (const { thread } of sightings) {
    keep(thread);
    if (sampleSeconds > 0) marks.set(thread.tid, marksOf(machine.view, thread.pid, thread.tid));
  }
  if (sampleSeconds === 0)
    return graphFrom(
      sightings.map((sighting) => ({ sighting, motion: 'still' })),
      relations,
    );

  await machine.view.lookAgain(sampleSeconds * 1000);
  const second = machineOf(machine.view);
  const moving: Moving[] = [];
  for (const sighting of sightings) {
    const { pid, tid } = sighting.thread;
    const before = marks.get(tid) ?? null;
    const after = marksOf(machine.view, pid, tid);
    const motion = before ? motionOf(sighting, before, after) : 'moved';
    moving.push({ sighting: motion === 'woke' ? await again(second, sighting) : sighting, motion });
  }
  return graphFrom(moving, relations);
}

const motionOf = ({ wait }: Sighting, before: Marks, after: Marks | null): Motion =>
  wait?.kind === 'throttled' ? motionUnderQuota(before, after) : motionBetween(before, after);

interface Moving {
  readonly sighting: Sighting;
  readonly motion: Motion;
}

/** What is read lazily is read now, at the look that it belongs to. */
function keep(thread: Thread): void {
  void thread.call;
  void thread.wchan;
  void thread.stack;
  void thread.blockedFor;
}

async function again(machine: Machine, { thread, wait }: Sighting): Promise<Sighting> {
  const now = machine.process(thread.pid)?.thread(thread.tid);
  if (!now || now.process.startTicks !== thread.process.startTicks) return { thread, wait };
  keep(now);
  return { thread: now, wait: await recognise(now, machine) };
}

function graphFrom(moving: readonly Moving[], relations: Followed['relations']): Graph {
  const pids = new Set(moving.map(({ sighting }) => sighting.thread.pid));
  const nodes = moving.map(({ sighting: { thread, wait }, motion }): Node => {
    const { pid, tid, process } = thread;
    const told = motion === 'computing' ? spinning(thread) : wait && { ...wait, enders: within(pids, wait) };
    return { pid, tid, thread, process, wait: told, motion };
  });
  return graphOf(nodes, relations);
}

/** Who has ended, or came in at the second look only, is not in the graph: an edge to it would be a dead end. */
const within = (pids: ReadonlySet<number>, wait: Wait): readonly Ender[] =>
  wait.enders.map((ender) =>
    ender.by === 'task' && !pids.has(ender.pid)
      ? {
          by: 'unseen',
          why: `process ${ender.pid} was not looked at: it has ended, it came later, or it is one of very many`,
        }
      : ender,
  );
