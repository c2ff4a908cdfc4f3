/** What would end a hang, in a sentence: `ending 4711 (perl) releases 14 processes; ending the one you asked for releases none`. */
import type { Graph } from '../../graph/graph.ts';
import type { Release } from '../../graph/release.ts';
import type { Cause } from '../../verdicts/index.ts';
import { listed } from '../words.ts';

const named = (graph: Graph, pids: readonly number[]): string => {
  const shown = pids.length > 6 ? pids.slice(0, 5) : pids;
  const names = shown.map((pid) => {
    const process = graph.members.get(pid)?.[0]?.process;
    return process ? `${pid} (${process.name})` : `${pid}`;
  });
  return listed([...names, ...(pids.length > shown.length ? [`${pids.length - shown.length} more`] : [])]);
};

const processes = (count: number): string => (count === 1 ? '1 process' : `${count} processes`);

const effectOf = (count: number): string =>
  count === 0 ? 'releases nobody else' : `releases ${processes(count)}`;

export function actInWords(graph: Graph, { node }: Cause, release: Release): string {
  return [
    `${actOf(graph, node.wait?.kind === 'frozen', release)} ${effectOf(release.releases)}`,
    ...insteadOf(release),
  ].join('; ');
}

function actOf(graph: Graph, isFrozen: boolean, { kill, resume }: Release): string {
  if (kill.length > 0) return `ending ${named(graph, kill)}`;
  return isFrozen ? `thawing ${named(graph, resume)}` : `letting ${named(graph, resume)} go on (SIGCONT)`;
}

/** Whoever asks about a victim is about to end it. */
function insteadOf({ instead, releases }: Release): readonly string[] {
  if (!instead || instead.releases >= releases) return [];
  const whom =
    instead.pids.length === 1 ? 'the one you asked for' : `the ${instead.pids.length} you asked for`;
  return [`ending ${whom} releases ${instead.releases === 0 ? 'none' : processes(instead.releases)}`];
}
