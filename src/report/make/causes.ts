/** The root causes: one for each culprit, with who stands behind it, what to do, and what would end it. */
import { waysOf } from '../../graph/freed.ts';
import { releaseOf, type Release } from '../../graph/release.ts';
import { signatureOf } from '../../graph/signature.ts';
import type { Graph, Node } from '../../graph/graph.ts';
import type { Cause, Judgement } from '../../verdicts/index.ts';
import type { RootCause } from '../report.ts';
import { adviceFor } from './advice.ts';
import { actInWords } from './acts.ts';
import { redacted, type ReportInput } from './input.ts';
import { summaryOf } from './summary.ts';

export function rootCausesOf(input: ReportInput): readonly RootCause[] {
  const { judgement, graph } = input;
  const { stuck, behind } = stuckThreads(judgement);
  const ways = waysOf(graph, stuck);
  const asked = new Set(
    [...graph.relations].flatMap(([pid, relation]) => (relation === 'match' ? [pid] : [])),
  );
  return judgement.causes.map((cause): RootCause => {
    const { node, cycle = [] } = cause;
    const hang = { root: node, cycle, behind: behind.get(cause) ?? new Set<Node>(), asked };
    const pids = distinct(cycle);
    return {
      pid: node.pid,
      tid: node.tid,
      kind: node.wait?.kind ?? 'unknown',
      summary: redacted(input, summaryOf(graph, cause)),
      cycle: pids.length === 0 ? null : pids,
      cycleThreads: pids.length === 1 && cycle.length > 1 ? cycle.map(({ tid }) => tid) : null,
      victims: victimsOf(cause),
      advice: adviceFor(judgement.facts, cause).map((advice) => redacted(input, advice)),
      signature: signatureOf(graph, hang),
      ends: endsOf(graph, cause, releaseOf(ways, hang)),
    };
  });
}

const distinct = (nodes: readonly Node[]): number[] => [...new Set(nodes.map(({ pid }) => pid))];

/** The other members of a deadlock stand behind the one that is named for it. */
const victimsOf = ({ node, cycle = [], victims }: Cause): number[] =>
  [...new Set([...distinct(cycle), ...victims])].filter((pid) => pid !== node.pid);

function stuckThreads(judgement: Judgement): {
  readonly stuck: ReadonlySet<Node>;
  readonly behind: ReadonlyMap<Cause, Set<Node>>;
} {
  const stuck = new Set<Node>();
  const behind = new Map<Cause, Set<Node>>();
  for (const { threads } of judgement.processes.values()) {
    for (const { node, status, cause } of threads) {
      if (status !== 'stuck' || !cause) continue;
      stuck.add(node);
      if (node === cause.node) continue;
      const known = behind.get(cause);
      if (known) known.add(node);
      else behind.set(cause, new Set([node]));
    }
  }
  return { stuck, behind };
}

const endsOf = (graph: Graph, cause: Cause, release: Release | null): RootCause['ends'] =>
  release && {
    kill: [...release.kill],
    resume: [...release.resume],
    releases: release.releases,
    text: actInWords(graph, cause, release),
  };
