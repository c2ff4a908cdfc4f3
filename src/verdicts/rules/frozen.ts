/**
 * Frozen by the cgroup freezer, whatever its age: nothing goes on until the group is thawed. Each frozen process is a
 * cause of its own: the freezer comes before whatever it waited for. Proven by cgroup.events or freezer.state of its
 * group, or of one above it.
 */
import type { Conviction, Rule } from '../case.ts';
import { oneEach } from '../groups.ts';

export const frozen: Rule = {
  name: 'frozen',
  judge: ({ graph }) =>
    oneEach(
      [...graph.nodes.values()].filter((node) => node.wait?.kind === 'frozen'),
      (node) => String(node.pid),
      (a, b) => Number(a.tid !== a.pid) - Number(b.tid !== b.pid) || a.tid - b.tid,
    ).map(([node, others]): Conviction => ({
      node,
      rule: 'frozen',
      why: 'its control group is frozen: only a thaw lets it go on',
      evidence: node.wait?.evidence ?? [],
      with: others,
    })),
};
