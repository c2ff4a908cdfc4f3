/**
 * A deadlock: threads that wait for each other, outside of which nobody alive holds a means to end any of their
 * waits (graph/knots.ts). Whatever its age. Proven by the waits of its members, each with its own texts.
 * Silent where anybody else could act: another thread, another holder of the pipe, a time-out, a handler that a
 * caught signal would run; where somebody could not be seen; and about two ends that each read from the other over
 * one socket, which is how two idle programs look.
 */
import { taskEnders, type Node } from '../../graph/graph.ts';
import type { Conviction, Rule } from '../case.ts';
import { attending } from '../rest.ts';

export const deadlock: Rule = {
  name: 'deadlock',
  judge: ({ bound, graph }) =>
    bound.knots.flatMap(({ cycle, members }): Conviction[] => {
      const [first, ...others] = cycle;
      if (!first) return [];
      const isMutualRead =
        cycle.length === 2 &&
        cycle.every(
          (node) =>
            isSocketRead(node) &&
            taskEnders(node).some((ender) => attending(graph, ender).some((peer) => members.has(peer))),
        );
      if (isMutualRead) return [];
      return [
        {
          node: first,
          rule: 'deadlock',
          why:
            others.length === 0
              ? 'it waits for itself, and nobody else could end that'
              : `${cycle.map(({ pid, tid }) => (pid === tid ? pid : `${pid}/${tid}`)).join(' → ')} wait for each other, and nobody else could end any of their waits`,
          evidence: cycle.flatMap((node) => node.wait?.evidence ?? []),
          cycle,
          with: [...members].filter((node) => node !== first),
        },
      ];
    }),
};

const isSocketRead = (node: Node): boolean =>
  node.wait?.kind.endsWith('-receive') === true || node.wait?.kind === 'poll';
