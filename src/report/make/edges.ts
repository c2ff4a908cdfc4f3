/**
 * Who waits for whom: an edge for each one that could end a thread's wait, processes and remotes. The clock, people
 * and devices are no ends of an edge; a thread that is waited for is named.
 */
import { certainEnds } from '../../graph/certain.ts';
import type { Node } from '../../graph/graph.ts';
import type { Ender } from '../../waits/wait.ts';
import type { ReportEdge } from '../report.ts';
import { redacted, type ReportInput } from './input.ts';

export function edgesOf(input: Pick<ReportInput, 'graph' | 'redact'>): readonly ReportEdge[] {
  return [...input.graph.nodes.values()].flatMap((node) => {
    const edges = new Map<string, ReportEdge>();
    const isCertain = certainEnds(node);
    for (const ender of node.wait?.enders ?? []) {
      const edge = edgeOf(input, node, ender, isCertain(ender));
      if (edge) edges.set(JSON.stringify([edge.to, edge.object]), edge);
    }
    return [...edges.values()];
  });
}

function edgeOf(
  input: Pick<ReportInput, 'redact'>,
  node: Node,
  ender: Ender,
  certain: boolean,
): ReportEdge | null {
  const { wait, pid, tid } = node;
  if (!wait || (ender.by !== 'task' && ender.by !== 'remote')) return null;
  const common = { from: { pid, tid }, kind: wait.kind, certain };
  if (ender.by === 'remote')
    return { ...common, to: { remote: ender.address }, object: redacted(input, wait.object) };
  const to = ender.tid === undefined ? { pid: ender.pid } : { pid: ender.pid, tid: ender.tid };
  return { ...common, to, object: redacted(input, ender.object) };
}
