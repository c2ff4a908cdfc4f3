/** The root causes: one for each culprit, with who stands behind it, what to do, and what would end it. */
import { waysOf } from '../../graph/freed.ts';
import { releaseOf, type Release } from '../../graph/release.ts';
import { signatureOf } from '../../graph/signature.ts';
import type { Graph, Node } from '../../graph/graph.ts';
import type { Cause, Judgement } from '../../verdicts/index.ts';
import type { RootCause } from '../report.ts';
import { adviceFor } from './advice.ts';
import { actInWords } from './acts.ts';
import type { Culprit } from './culprits.ts';
import { redacted, type ReportInput } from './input.ts';
import { summaryOf } from './summary.ts';

export function rootCausesOf(
  input: ReportInput,
  culprits: ReadonlyMap<number, Culprit>,
): readonly RootCause[] {
  const { judgement, graph } = input;
  const ways = waysOf(graph, stuckThreads(judgement));
  const asked = new Set(
    [...graph.relations].flatMap(([pid, relation]) => (relation === 'match' ? [pid] : [])),
  );
  return [...culprits.values()].map((culprit): RootCause => {
    const { cause, behind } = culprit;
    const { node, cycle = [] } = cause;
    const pids = distinct(cycle);
    return {
      pid: node.pid,
      tid: node.tid,
      kind: node.wait?.kind ?? 'unknown',
      summary: redacted(input, summaryOf(judgement.facts, culprit)),
      cycle: pids.length === 0 ? null : pids,
      cycleThreads: pids.length === 1 && cycle.length > 1 ? cycle.map(({ tid }) => tid) : null,
      victims: victimsOf(culprit),
      advice: adviceFor(judgement.facts, cause, input.stacks).map((advice) => redacted(input, advice)),
      signature: signatureOf(graph, { root: node, cycle, behind }),
      ends: endsOf(graph, cause, releaseOf(ways, { root: node, cycle, behind, asked })),
    };
  });
}

const distinct = (nodes: readonly Node[]): number[] => [...new Set(nodes.map(({ pid }) => pid))];

/** The other members of a deadlock stand behind the one that is named for it. */
const victimsOf = ({ cause: { node, cycle = [] }, victims }: Culprit): number[] =>
  [...new Set([...distinct(cycle), ...victims])].filter((pid) => pid !== node.pid);

const stuckThreads = ({ processes }: Judgement): ReadonlySet<Node> =>
  new Set(
    [...processes.values()].flatMap(({ threads }) =>
      threads.filter(({ status }) => status === 'stuck').map(({ node }) => node),
    ),
  );

const endsOf = (graph: Graph, cause: Cause, release: Release | null): RootCause['ends'] =>
  release && {
    kill: [...release.kill],
    resume: [...release.resume],
    releases: release.releases,
    text: actInWords(graph, cause, release),
  };
