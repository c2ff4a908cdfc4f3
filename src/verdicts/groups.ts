/** Nodes that are one cause together: grouped by a key, each group with its first by an order, and the others. */
import type { Node } from '../graph/graph.ts';

export function oneEach(
  nodes: readonly Node[],
  key: (node: Node) => string,
  order: (a: Node, b: Node) => number,
): readonly (readonly [Node, readonly Node[]])[] {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const group = groups.get(key(node));
    if (group) group.push(node);
    else groups.set(key(node), [node]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = [...group].sort(order);
    return first ? [[first, others] as const] : [];
  });
}
