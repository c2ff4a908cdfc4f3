/**
 * The least set that holds the seeds and every node with at least one ender in the set: "can act", "gets on".
 * One pass with a work list: each edge is looked at once for its thread and once for its process.
 */
import type { Graph, Node, TaskEnder } from './graph.ts';

/**
 * @param seed whether a node belongs by itself
 * @param along whether belonging spreads backwards along this edge (default: always)
 */
export function spread(
  graph: Graph,
  seed: (node: Node) => boolean,
  along: (waiter: Node, ender: TaskEnder, target: Node) => boolean = () => true,
): Set<Node> {
  const reached = new Set<Node>();
  const work: Node[] = [];
  for (const node of graph.nodes.values()) {
    if (seed(node)) {
      reached.add(node);
      work.push(node);
    }
  }
  for (let node = work.pop(); node; node = work.pop()) {
    for (const { node: waiter, ender } of graph.waiters.get(node.pid) ?? []) {
      const leadsHere = ender.tid === undefined ? waiter.tid !== node.tid : ender.tid === node.tid;
      if (!leadsHere || reached.has(waiter) || !along(waiter, ender, node)) continue;
      reached.add(waiter);
      work.push(waiter);
    }
  }
  return reached;
}
