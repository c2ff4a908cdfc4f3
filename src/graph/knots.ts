/**
 * Deadlocks. A set of waits none of which anybody outside can end is a knot (Holt 1972, "Some deadlock properties
 * of computer systems"): in an OR model a cycle alone proves nothing, since another alternative may act.
 *
 * First the threads that somebody could still set free are taken away (spread.ts); among the rest, each strongly
 * connected component out of which no edge leads is a knot, and a lone thread without any edge waits for nobody.
 */
import { targetsOf, taskEnders, type Graph, type Node } from './graph.ts';

/** Threads that hold each other; in waiting order. One thread: it waits for itself. */
export interface Knot {
  readonly cycle: readonly Node[];
  readonly members: ReadonlySet<Node>;
}

export interface Bound {
  readonly knots: readonly Knot[];
  /** Waits that nobody can end, and nobody holds either. */
  readonly lost: readonly Node[];
}

/** @param bound the nodes that nobody outside of them can set free */
export function knotsIn(graph: Graph, bound: ReadonlySet<Node>): Bound {
  const next = new Map<Node, readonly Node[]>();
  for (const node of bound) {
    const targets = new Set<Node>();
    for (const ender of taskEnders(node)) {
      for (const target of targetsOf(graph, node, ender)) if (bound.has(target)) targets.add(target);
    }
    next.set(node, [...targets]);
  }
  const knots: Knot[] = [];
  const lost: Node[] = [];
  for (const component of components(bound, next)) {
    const members = new Set(component);
    const leaves = component.some((node) => (next.get(node) ?? []).some((target) => !members.has(target)));
    if (leaves) continue;
    const [first] = component;
    if (!first) continue;
    if (component.length === 1 && !(next.get(first) ?? []).includes(first)) lost.push(first);
    else knots.push({ cycle: shortestCycle(longestWaiting(component), next), members });
  }
  return { knots, lost };
}

/** Strongly connected components (Tarjan 1972), with a stack of its own: a chain of 10,000 must not overflow. */
export function components(nodes: Iterable<Node>, next: ReadonlyMap<Node, readonly Node[]>): Node[][] {
  const index = new Map<Node, number>();
  const low = new Map<Node, number>();
  const open = new Set<Node>();
  const stack: Node[] = [];
  const result: Node[][] = [];
  for (const root of nodes) {
    if (index.has(root)) continue;
    const path: { node: Node; at: number }[] = [];
    const enter = (node: Node): void => {
      low.set(node, index.size);
      index.set(node, index.size);
      stack.push(node);
      open.add(node);
      path.push({ node, at: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = (next.get(top.node) ?? [])[top.at++];
      if (target) {
        if (!index.has(target)) enter(target);
        else if (open.has(target)) lower(low, top.node, index.get(target));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) lower(low, parent.node, low.get(top.node));
      if (low.get(top.node) !== index.get(top.node)) continue;
      const component: Node[] = [];
      for (let member = stack.pop(); member; member = stack.pop()) {
        open.delete(member);
        component.push(member);
        if (member === top.node) break;
      }
      result.push(component);
    }
  }
  return result;
}

function lower(low: Map<Node, number>, node: Node, to: number | undefined): void {
  const now = low.get(node);
  if (to !== undefined && now !== undefined && to < now) low.set(node, to);
}

/** The member that has waited longest, those that merely rest come last; of equals the one that began first. */
export const longestWaiting = (nodes: readonly Node[]): Node =>
  nodes.reduce((best, node) => (byWaiting(node, best) < 0 ? node : best));

const byWaiting = (a: Node, b: Node): number =>
  Number(a.wait?.posture === 'rest') - Number(b.wait?.posture === 'rest') ||
  (b.thread.blockedFor?.atLeast ?? 0) - (a.thread.blockedFor?.atLeast ?? 0) ||
  a.process.startTicks - b.process.startTicks ||
  a.tid - b.tid;

/** A shortest way from `start` back to itself; breadth first. */
function shortestCycle(start: Node, next: ReadonlyMap<Node, readonly Node[]>): Node[] {
  const from = new Map<Node, Node>();
  const work = [start];
  // those that are pushed meanwhile are walked too
  for (const node of work) {
    for (const target of next.get(node) ?? []) {
      if (target === start) {
        const cycle = [node];
        for (let back = from.get(node); back; back = from.get(back)) cycle.unshift(back);
        return cycle;
      }
      if (from.has(target)) continue;
      from.set(target, node);
      work.push(target);
    }
  }
  return [start];
}
