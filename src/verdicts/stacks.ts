/**
 * What the program itself says of where it waits: the stacks of Python, read from memory without pausing anybody. They
 * convict nobody: they tell the line of source, and from its libraries what to do. Whose stack matters most is read first.
 */
import type { Graph } from '../graph/graph.ts';
import type { Machine } from '../machine/machine.ts';
import { pythonStacks, type UserFrame } from '../sources/python/index.ts';
import type { Judgement, ProcessVerdict } from './index.ts';

export interface Stacks {
  /** By tid, innermost frame first. */
  readonly frames: ReadonlyMap<number, readonly UserFrame[]>;
  /** Stuck processes that are a Python, but could not be read. */
  readonly unread: readonly { readonly pid: number; readonly message: string }[];
}

/** Reading one costs milliseconds, finding out that it is none a fraction of that. */
const mostPythons = 16;
const mostLookedAt = 48;

export async function stacksOf(machine: Machine, graph: Graph, judgement: Judgement): Promise<Stacks> {
  const frames = new Map<number, readonly UserFrame[]>();
  const unread: { pid: number; message: string }[] = [];
  let pythons = 0;
  for (const { pid, status } of inOrder(graph, judgement).slice(0, mostLookedAt)) {
    if (pythons >= mostPythons) break;
    const maps = await machine.maps(pid);
    if (!maps.ok) continue;
    const tids = (graph.members.get(pid) ?? []).map(({ tid }) => tid);
    const python = pythonStacks(machine.view, pid, maps.value, tids);
    if ('why' in python) {
      if (status === 'stuck' && mentionsPython(maps.value)) unread.push({ pid, message: python.why });
      continue;
    }
    pythons += 1;
    for (const [tid, stack] of python.threads) frames.set(tid, stack);
    const [why] = python.unread.values();
    if (status === 'stuck' && why !== undefined) unread.push({ pid, message: why });
  }
  return { frames, unread };
}

/** Only to word a warning: what is one is told by its symbols. */
const mentionsPython = (maps: readonly { readonly path: string }[]): boolean =>
  maps.some(({ path }) => /(?:^|\/)(?:lib)?python\d[^/]*$/.test(path));

/** Culprits, who stands behind them, then whatever else does not get on. */
function inOrder({ members }: Graph, { processes }: Judgement): readonly ProcessVerdict[] {
  return [...processes.values()]
    .filter(
      ({ pid, status, node }) => status !== 'zombie' && !node.process.isKernel && !mayBlock(members, pid),
    )
    .sort((one, other) => rank(one) - rank(other));
}

const rank = ({ role, status }: ProcessVerdict): number => {
  if (role !== null) return role === 'culprit' ? 0 : 1;
  return status === 'suspect' || status === 'spinning' ? 2 : 3;
};

/** Memory is behind a lock of its process, and a thread in an uninterruptible sleep may have it. */
const mayBlock = (members: Graph['members'], pid: number): boolean =>
  (members.get(pid) ?? []).some(({ thread }) => thread.state === 'D');
