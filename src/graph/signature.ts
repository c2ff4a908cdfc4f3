/**
 * A short name for the shape of a hang, the same for the same hang on another day and another machine: what kinds of
 * wait of which programs stand behind which, without pids, addresses and times. Equal waiters count once, so that
 * three and fifty workers behind one lock are one hang; a deadlock's cycle may be told from any of its members.
 */
import { createHash } from 'node:crypto';
import { targetsOf, taskEnders, type Graph, type Node } from './graph.ts';

export interface Shape {
  /** Whose fault it is. */
  readonly root: Node;
  /** A deadlock, in waiting order; empty where it is none. */
  readonly cycle: readonly Node[];
  /** All that stand behind it, or are part of it. */
  readonly behind: ReadonlySet<Node>;
}

const digits = 12;

export function signatureOf(graph: Graph, { root, cycle, behind }: Shape): string {
  const within = new Set<Node>([root, ...cycle, ...behind]);
  const steps = new Set<string>();
  for (const node of within) {
    if (node === root && cycle.length === 0) continue;
    for (const ender of taskEnders(node)) {
      for (const target of targetsOf(graph, node, ender)) {
        if (within.has(target)) steps.add(JSON.stringify([labelOf(node), labelOf(target)]));
      }
    }
  }
  // which member of a deadlock has waited longest differs from time to time
  const end = cycle.length > 0 ? leastRotation(cycle.map(labelOf)) : [labelOf(root)];
  const shape = JSON.stringify([cycle.length > 0 ? 'deadlock' : 'chain', end, [...steps].sort()]);
  return createHash('sha256').update(shape).digest('hex').slice(0, digits);
}

const labelOf = (node: Node): string => `${plainName(node.process.name)} ${node.wait?.kind ?? 'running'}`;

/** `worker-17` and `worker-4` are the same program, so are `python3.11` and `python3.12`. */
const plainName = (name: string): string => name.replace(/\d+(?:\.\d+)*/g, '#');

/** The rotation of a ring that comes first in order, in linear time (Booth 1980, two candidates side by side). */
function leastRotation(ring: readonly string[]): readonly string[] {
  const { length } = ring;
  const at = (index: number): string => ring[index % length] ?? '';
  let [one, other, same] = [0, 1, 0];
  while (one < length && other < length && same < length) {
    const [a, b] = [at(one + same), at(other + same)];
    if (a === b) {
      same++;
      continue;
    }
    if (a > b) one += same + 1;
    else other += same + 1;
    if (one === other) other++;
    same = 0;
  }
  const start = Math.min(one, other);
  return [...ring.slice(start), ...ring.slice(0, start)];
}
