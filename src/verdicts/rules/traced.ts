/**
 * Held in a tracing stop at both looks, without progress between them. Its tracer is to let it go on: a tracer that
 * is itself stopped, or blocked elsewhere, is the culprit (needed, or its own rule); one at its prompt, or waiting
 * for this very process, leaves the traced one as the root. Proven by state t and TracerPid in /proc/PID/status.
 * Silent while tracer or tracee get on.
 */
import { taskEnders, targetsOf } from '../../graph/graph.ts';
import type { Conviction, Rule } from '../case.ts';

export const traced: Rule = {
  name: 'traced',
  judge: ({ graph, getsOn, rest }) => {
    const convictions: Conviction[] = [];
    for (const node of graph.nodes.values()) {
      if (node.wait?.kind !== 'traced' || getsOn.has(node)) continue;
      const tracers = taskEnders(node).flatMap((ender) => targetsOf(graph, node, ender));
      const isElsewhere =
        tracers.length > 0 &&
        tracers.every(
          (tracer) =>
            !taskEnders(tracer).some(({ pid }) => pid === node.pid) &&
            (!rest.has(tracer) || tracer.wait?.kind === 'sleep'),
        );
      if (isElsewhere) continue;
      const tracer = tracers[0];
      convictions.push({
        node,
        rule: 'traced',
        why: tracer
          ? `it is held by its tracer ${tracer.pid} (${tracer.process.name}), which does not let it go on`
          : 'it is held in a tracing stop',
        evidence: node.wait.evidence,
      });
    }
    return convictions;
  },
};
