/**
 * The graph of waits: threads as nodes, "could end the wait of" as edges. An edge leads to one thread, or to a
 * process, which stands for any of its threads. All alternatives are an OR, so one pass with a work list answers
 * each question about it, whatever its size and however many cycles it has.
 */
import type { Process, Thread } from '../machine/machine.ts';
import type { Motion } from '../machine/progress.ts';
import type { Ender, Wait } from '../waits/wait.ts';

/**
 * Why a process is in the graph. `waiter` waits for one of the others, `waker` is waited for. `context` is what else an
 * ancestor or a waiter waits for: it is needed to judge their wait, and is no business of the question.
 */
export type Relation = 'match' | 'descendant' | 'ancestor' | 'waker' | 'waiter' | 'context';

export type TaskEnder = Extract<Ender, { by: 'task' }>;

export interface Node {
  readonly pid: number;
  readonly tid: number;
  readonly thread: Thread;
  readonly process: Process;
  /** null: it runs, or it is ready to. */
  readonly wait: Wait | null;
  /** What happened to it between the two looks. */
  readonly motion: Motion;
}

export interface Graph {
  /** By tid, in the order in which they were found. */
  readonly nodes: ReadonlyMap<number, Node>;
  /** The live threads of each process, the leader first where it lives. */
  readonly members: ReadonlyMap<number, readonly Node[]>;
  readonly relations: ReadonlyMap<number, Relation>;
  /** The nodes whose wait a process, or a thread of it, could end. */
  readonly waiters: ReadonlyMap<number, readonly { readonly node: Node; readonly ender: TaskEnder }[]>;
}

export const taskEnders = (node: Node): readonly TaskEnder[] =>
  (node.wait?.enders ?? []).filter((ender): ender is TaskEnder => ender.by === 'task');

/** The threads that could end a wait along one edge: never the one that waits, unless it is named outright. */
export function targetsOf(graph: Graph, node: Node, ender: TaskEnder): readonly Node[] {
  if (ender.tid !== undefined) {
    const target = graph.nodes.get(ender.tid);
    return target ? [target] : [];
  }
  const members = graph.members.get(ender.pid) ?? [];
  return ender.pid === node.pid ? members.filter((member) => member.tid !== node.tid) : members;
}

/** Builds the indexes over a set of nodes. */
export function graphOf(nodes: Iterable<Node>, relations: ReadonlyMap<number, Relation>): Graph {
  const byTid = new Map<number, Node>();
  const members = new Map<number, Node[]>();
  const waiters = new Map<number, { node: Node; ender: TaskEnder }[]>();
  for (const node of nodes) {
    byTid.set(node.tid, node);
    push(members, node.pid, node);
    for (const ender of taskEnders(node)) push(waiters, ender.pid, { node, ender });
  }
  return { nodes: byTid, members, relations, waiters };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
