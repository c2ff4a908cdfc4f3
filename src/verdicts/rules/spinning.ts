/**
 * It spins, or its CPU quota leaves it next to nothing, while somebody needs it (a lock, a reply, an open pipe) or an
 * operation of it is open: computing is no progress here, since nothing else about it moves. Proven by the CPU ticks
 * of the sample and the counters that stood still, and by whoever waits. A parent that waits for its end alone does
 * not convict: computing is what it waits for.
 */
import type { Case, Conviction, Rule } from '../case.ts';
import type { Node } from '../../graph/graph.ts';

export const spinning: Rule = {
  name: 'spinning',
  judge: (facts) =>
    [...facts.graph.nodes.values()]
      .filter((node) => isNeededNow(facts, node))
      .map((node): Conviction => ({
        node,
        rule: 'spinning',
        why:
          node.wait?.kind === 'throttled'
            ? 'its CPU quota leaves it next to nothing while others need it'
            : 'it uses a whole core without a system call or any other sign of progress while others need it',
        evidence: node.wait?.evidence ?? [],
      })),
};

const isNeededNow = (facts: Case, node: Node): boolean => {
  if (!facts.isSpinning(node) && node.wait?.kind !== 'throttled') return false;
  if (facts.openOperations.has(node.pid)) return true;
  const claims = (facts.claims.get(node) ?? []).filter(({ ender }) => ender.need !== 'exit');
  return claims.some(({ waiter }) => facts.hasLasted(waiter));
};
