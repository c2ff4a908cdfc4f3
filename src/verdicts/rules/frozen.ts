/**
 * Frozen by the cgroup freezer, whatever its age: nothing goes on until the group is thawed. One frozen group is one
 * cause: its oldest process. Proven by cgroup.events or freezer.state of its group, or of one above it.
 */
import type { Conviction, Rule } from '../case.ts';
import { oneEach } from '../groups.ts';

export const frozen: Rule = {
  name: 'frozen',
  judge: ({ graph }) =>
    oneEach(
      [...graph.nodes.values()].filter((node) => node.wait?.kind === 'frozen'),
      (node) => node.wait?.object ?? '',
      (a, b) => a.process.startTicks - b.process.startTicks || a.tid - b.tid,
    ).map(([node, others]): Conviction => ({
      node,
      rule: 'frozen',
      why: 'its control group is frozen: only a thaw lets it go on',
      evidence: node.wait?.evidence ?? [],
      with: others,
    })),
};
