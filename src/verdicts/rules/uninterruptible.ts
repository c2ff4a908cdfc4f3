/**
 * An uninterruptible sleep (state D) that has lasted --stuck-after: a disk, a server behind a mount, a frozen file
 * system, memory. Proven by the state, the system call and the kernel function in which it sleeps.
 * Silent while another process could end it (a vfork child, the daemon behind a FUSE mount): then that one is judged;
 * and about kernel threads, many of which sleep so for ever.
 */
import { taskEnders } from '../../graph/graph.ts';
import type { Conviction, Rule } from '../case.ts';

export const uninterruptible: Rule = {
  name: 'uninterruptible',
  judge: ({ graph, getsOn, hasLasted }) =>
    [...graph.nodes.values()]
      .filter(
        (node) =>
          node.thread.state === 'D' &&
          node.wait !== null &&
          !node.process.isKernel &&
          taskEnders(node).length === 0 &&
          !getsOn.has(node) &&
          hasLasted(node),
      )
      .map((node): Conviction => ({
        node,
        rule: 'uninterruptible',
        why: 'it sleeps uninterruptibly in the kernel, and no signal reaches it until that ends',
        evidence: node.wait?.evidence ?? [],
      })),
};
