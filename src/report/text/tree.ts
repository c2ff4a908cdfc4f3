/**
 * The processes as a tree, one line each: status, pid and name, start, wait. Where the terminal is too narrow for that,
 * the start has a line of its own.
 *   STUCK     └─ 26607 python  2017-12-18 03:29:47.230  tcp-receive 211.52.1.3:80
 */
import { forestOf, type Branch } from '../forest.ts';
import type { Report, ReportProcess } from '../report.ts';
import { safe } from '../safe.ts';
import { cut, pad, widthOf } from '../width.ts';
import { momentOf } from '../words.ts';
import { heading, painted, statusWord, type Page, type Section } from './page.ts';

const statusWidth = 'spinning'.length;
const narrowestWait = 18;

/** The thread that speaks for its process: the culprit's, else one that waits for somebody, else the first. */
function speakerOf(report: Report, process: ReportProcess): ReportProcess['threads'][number] | undefined {
  const guilty = report.rootCauses.find(({ pid }) => pid === process.pid)?.tid;
  const tied = report.edges.find(({ from }) => from.pid === process.pid)?.from.tid;
  const { threads } = process;
  return (
    threads.find(({ tid }) => tid === (guilty ?? tied)) ??
    threads.find(({ wait }) => wait !== null) ??
    threads[0]
  );
}

function waitText(report: Report, process: ReportProcess): string {
  const thread = speakerOf(report, process);
  if (!thread?.wait) return process.status === 'unknown' ? 'could not be seen' : process.status;
  const { kind, object } = thread.wait;
  const ends = report.edges
    .filter(({ from }) => from.pid === process.pid && from.tid === thread.tid)
    .map(({ to }) => ('remote' in to ? safe(to.remote) : `${to.pid}`));
  const [end = safe(object ?? ''), ...others] = [...new Set(ends)];
  return others.length > 0 ? `${kind} any of ${others.length + 1}` : `${kind} ${end}`.trimEnd();
}

interface Row {
  readonly process: ReportProcess;
  readonly label: string;
  /** Others that are just like it, and not shown. */
  readonly more: number;
  /** What stands to the left of whatever follows it. */
  readonly margin: string;
}

function rowsOf(branches: readonly Branch[], margin: string, isTop: boolean): readonly Row[] {
  return branches.flatMap(({ process, children, like }, index) => {
    const isLast = index === branches.length - 1;
    const corner = isTop ? '' : isLast && like === 0 ? '└─ ' : '├─ ';
    const below = isTop ? '' : isLast ? '   ' : '│  ';
    const label = `${margin}${corner}${process.pid} ${safe(process.name)}`;
    return [
      { process, label, more: like, margin: `${margin}${isTop ? '' : isLast ? '└─ ' : '├─ '}` },
      ...rowsOf(children, margin + below, false),
    ];
  });
}

const zoneOf = (time: string): string => time.slice(-6);

export const tree: Section = (report, page) => {
  const { processes } = report;
  if (processes.length === 0) return [];
  const rows = rowsOf(forestOf(report), '', true);
  const [zone = '', ...otherZones] = new Set(processes.map(({ startedAt }) => zoneOf(startedAt)));
  const hasOneZone = otherZones.length === 0;
  const startOf = ({ startedAt }: ReportProcess): string =>
    momentOf(hasOneZone ? startedAt.slice(0, -6) : startedAt);
  const startWidth = Math.max(...processes.map((process) => startOf(process).length));
  const room = page.columns - statusWidth - startWidth - 2 * 3;
  const isWide = room >= narrowestWait + '26607 python'.length;
  const labelWidth = Math.min(
    Math.max(...rows.map(({ label }) => widthOf(label))),
    isWide ? room - narrowestWait : page.columns - statusWidth - 2,
  );
  const title = hasOneZone ? `Processes (started, times are ${zone})` : 'Processes (started)';
  return [heading(title, page), ...rows.flatMap((row) => rowLines(row))];

  function rowLines({ process, label, more, margin }: Row): readonly string[] {
    const status = painted(process.status, pad(statusWord(process.status), statusWidth), page);
    const name = pad(cut(label, labelWidth), labelWidth);
    const start = startOf(process);
    const wait = waitText(report, process);
    const also = more > 0 ? [moreLine(process, more, margin, page)] : [];
    if (isWide) {
      const text = `${pad(start, startWidth)}  ${cut(wait, room - labelWidth)}`;
      return [`${status}  ${name}  ${text}`, ...also];
    }
    return [`${status}  ${name.trimEnd()}`, cut(`  ${start}  ${wait}`, page.columns), ...also];
  }
};

const moreLine = (process: ReportProcess, more: number, margin: string, page: Page): string =>
  cut(
    `${' '.repeat(statusWidth + 2)}${margin}… and ${more} more ${statusWord(process.status)} like ${process.pid}`,
    page.columns,
  );
