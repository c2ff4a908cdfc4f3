/**
 * A terminal's output held by flow control: the writer waits for room, and whoever reads the other side is at rest
 * there, so it is not the reader's fault. Proven by the writer's call and the reader's wait on that very pty.
 * Silent where the reader is blocked elsewhere or stopped: then the reader is judged.
 */
import { taskEnders } from '../../graph/graph.ts';
import type { Conviction, Rule } from '../case.ts';
import { attending } from '../rest.ts';

export const flowControl: Rule = {
  name: 'flow-control',
  judge: ({ graph, getsOn, hasLasted }) =>
    [...graph.nodes.values()]
      .filter(
        (node) =>
          node.wait?.kind === 'tty-write' &&
          !getsOn.has(node) &&
          hasLasted(node) &&
          taskEnders(node).some((ender) => attending(graph, { ...ender, turn: null }).length > 0),
      )
      .map((node): Conviction => ({
        node,
        rule: 'flow-control',
        why: 'its terminal takes no output although the reader of the other side is at rest there: output is held (Ctrl-S)',
        evidence: node.wait?.evidence ?? [],
      })),
};
