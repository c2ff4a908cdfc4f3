/**
 * Who waits for whom, one line an edge with the thing between them, from the far end of the chain to its culprit:
 *   sh (25405) waits for python (26607): child 26607
 */
import type { Report, ReportEdge, RootCause } from '../report.ts';
import { safe } from '../safe.ts';
import { counted, farEnd, who } from '../words.ts';
import { heading, paragraph, type Section } from './page.ts';

const likeShown = 2;

const toPid = ({ to }: ReportEdge): number | null => ('remote' in to ? null : to.pid);

/** How many steps each process is away from those at the end of the chain, backwards along the edges. */
function distances(report: Report, ends: readonly number[]): ReadonlyMap<number, number> {
  const waiters = new Map<number, number[]>();
  for (const edge of report.edges) {
    const to = toPid(edge);
    if (to === null) continue;
    const known = waiters.get(to);
    if (known) known.push(edge.from.pid);
    else waiters.set(to, [edge.from.pid]);
  }
  const steps = new Map(ends.map((pid) => [pid, 0]));
  for (const [pid, distance] of steps) {
    for (const waiter of waiters.get(pid) ?? []) if (!steps.has(waiter)) steps.set(waiter, distance + 1);
  }
  return steps;
}

/** The edges of the victims, the farthest first; then the culprit's own, or a deadlock's in waiting order. */
function chainOf(report: Report, cause: RootCause): readonly ReportEdge[] {
  const ends = cause.cycle ?? [cause.pid];
  const concerned = new Set([...cause.victims, ...ends]);
  const steps = distances(report, ends);
  const leading = report.edges.filter((edge) => {
    const to = toPid(edge);
    return !ends.includes(edge.from.pid) && concerned.has(edge.from.pid) && to !== null && steps.has(to);
  });
  const own = report.edges.filter((edge) =>
    cause.cycle
      ? ends.includes(edge.from.pid) && ends.includes(toPid(edge) ?? 0)
      : edge.from.pid === cause.pid && edge.from.tid === cause.tid,
  );
  return [
    ...leading.sort((a, b) => (steps.get(b.from.pid) ?? 0) - (steps.get(a.from.pid) ?? 0)),
    ...own.sort((a, b) => ends.indexOf(a.from.pid) - ends.indexOf(b.from.pid)),
  ];
}

const subject = (report: Report, { from }: ReportEdge): string =>
  who(report, from.pid) + (from.tid === from.pid ? '' : `, thread ${from.tid},`);

const object = (report: Report, edge: ReportEdge): string => {
  const thread =
    'remote' in edge.to || edge.to.tid === undefined || edge.to.tid === edge.to.pid
      ? ''
      : `, thread ${edge.to.tid}`;
  return farEnd(report, edge) + thread;
};

/** Edges that tell the same story: equally named processes that wait for one, or one that waits for any of them. */
function storiesOf(report: Report, edges: readonly ReportEdge[]): readonly (readonly ReportEdge[])[] {
  const names = new Map(report.processes.map(({ pid, name }) => [pid, name]));
  const out = new Map<string, number>();
  const leaving = ({ from, kind }: ReportEdge): string => JSON.stringify([from, kind]);
  for (const edge of edges) out.set(leaving(edge), (out.get(leaving(edge)) ?? 0) + 1);
  const stories = new Map<string, ReportEdge[]>();
  for (const edge of edges) {
    const fansOut = (out.get(leaving(edge)) ?? 0) > likeShown + 1;
    const story = JSON.stringify(
      fansOut
        ? [edge.from, edge.kind, names.get(toPid(edge) ?? 0)]
        : [names.get(edge.from.pid), edge.kind, edge.to],
    );
    const known = stories.get(story);
    if (known) known.push(edge);
    else stories.set(story, [edge]);
  }
  return [...stories.values()];
}

function sentences(report: Report, cause: RootCause): readonly string[] {
  const told = storiesOf(report, chainOf(report, cause)).flatMap((edges) => {
    const shown = edges.length <= likeShown + 1 ? edges : edges.slice(0, likeShown);
    const more = edges.length - shown.length;
    return [
      ...shown.map((edge) => {
        const doubt = edge.certain ? '' : ' (one of several that could end it)';
        return `${subject(report, edge)} waits for ${object(report, edge)}: ${safe(edge.object)}${doubt}`;
      }),
      ...(more > 0 ? [`… and ${counted(more, 'more like it')}`.replace(/its$/, 'it')] : []),
    ];
  });
  return told.length > 0 ? told : [`${who(report, cause.pid)} waits for no other process: ${cause.kind}`];
}

export const chain: Section = (report, page) =>
  report.rootCauses.flatMap((cause, index) => {
    const number = report.rootCauses.length > 1 ? ` ${index + 1}` : '';
    const title = cause.cycle ? `Deadlock${number}` : `Chain${number}`;
    return [
      heading(title, page),
      ...sentences(report, cause).flatMap((sentence) => paragraph(sentence, page)),
    ];
  });
