/**
 * Stopped, whatever its age: nothing goes on until SIGCONT. A job that was stopped together is one cause: the
 * group's leader, else its oldest member. Proven by the state T in /proc/PID/stat at both looks.
 * Silent about a process that went on between the looks.
 */
import type { Node } from '../../graph/graph.ts';
import type { Conviction, Rule } from '../case.ts';
import { oneEach } from '../groups.ts';

const leaderFirst = (a: Node, b: Node): number =>
  Number(a.pid !== a.process.pgid) - Number(b.pid !== b.process.pgid) ||
  a.process.startTicks - b.process.startTicks ||
  a.tid - b.tid;

export const stopped: Rule = {
  name: 'stopped',
  judge: ({ graph }) =>
    oneEach(
      [...graph.nodes.values()].filter((node) => node.wait?.kind === 'stopped'),
      (node) => `${node.process.sid} ${node.process.pgid}`,
      leaderFirst,
    ).map(([node, others]): Conviction => ({
      node,
      rule: 'stopped',
      why: 'it is stopped: only SIGCONT lets it go on',
      evidence: node.wait?.evidence ?? [],
      with: others,
    })),
};
