/**
 * Needed, and without an end in sight for --stuck-after: somebody waits for it to act (verdicts/need.ts), or a log
 * shows an operation of its own that never ended, and it neither gets on nor will by itself. Of a chain of such
 * waits the last is the culprit; of a ring that no proof of deadlock covers, the one that has waited longest.
 * Proven by its own wait and by the wait of whoever needs it. Silent while anybody in the chain gets on.
 */
import { components, longestWaiting } from '../../graph/knots.ts';
import type { Node } from '../../graph/graph.ts';
import type { Case, Conviction, Rule } from '../case.ts';

export const needed: Rule = {
  name: 'needed',
  judge: (facts) => {
    const blamed = new Set([...facts.graph.nodes.values()].filter((node) => isBlamed(facts, node)));
    const next = new Map<Node, readonly Node[]>();
    for (const node of blamed)
      next.set(
        node,
        (facts.claimsOf.get(node) ?? []).map(({ on }) => on),
      );
    const within = new Map(
      [...next].map(([node, targets]) => [node, targets.filter((target) => blamed.has(target))]),
    );
    return components(blamed, within).flatMap((component): Conviction[] => {
      const members = new Set(component);
      const isLast = component.every((node) => (next.get(node) ?? []).every((target) => members.has(target)));
      return isLast ? [convict(facts, longestWaiting(component))] : [];
    });
  },
};

const isBlamed = (facts: Case, node: Node): boolean =>
  node.wait !== null &&
  !facts.isSpinning(node) &&
  !facts.getsOn.has(node) &&
  (facts.claims.has(node) || (facts.openOperations.has(node.pid) && !facts.rest.has(node))) &&
  facts.hasLasted(node);

function convict(facts: Case, node: Node): Conviction {
  const operation = facts.openOperations.get(node.pid);
  const by = [
    ...new Set(
      (facts.claims.get(node) ?? []).map(({ waiter }) => waiter).filter(({ pid }) => pid !== node.pid),
    ),
  ];
  const [first, ...others] = by;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const need = first ? `${first.process.name} (${first.pid})${more} needs it to act` : null;
  return {
    node,
    rule: 'needed',
    why:
      need ??
      (operation
        ? `it began an operation that never ended: ${operation.text}`
        : 'another thread of it needs it to act'),
    evidence: [
      ...(node.wait?.evidence ?? []),
      ...(first?.wait?.evidence ?? []),
      ...(operation ? [operation] : []),
    ],
  };
}
