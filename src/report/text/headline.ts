/** The first line says what is wrong: STUCK  python (26607) waits for 211.52.1.3:80: nothing received for 3 days */
import type { Report, Status, Verdict } from '../report.ts';
import { safe } from '../safe.ts';
import { wrap } from '../width.ts';
import { counted, listed, titleOf } from '../words.ts';
import { painted, type Section } from './page.ts';

const words = { stuck: 'STUCK', suspect: 'SUSPECT', ok: 'OK', 'no-match': 'NO MATCH' } satisfies Record<
  Verdict,
  string
>;

const colours = { stuck: 'stuck', suspect: 'suspect', ok: 'running', 'no-match': 'unknown' } satisfies Record<
  Verdict,
  Status
>;

/** `48 idle and 1 waiting`, the most frequent first. */
function census(report: Report): string {
  const counts = new Map<Status, number>();
  for (const { status } of report.processes) counts.set(status, (counts.get(status) ?? 0) + 1);
  return listed([...counts].sort(([, a], [, b]) => b - a).map(([status, count]) => `${count} ${status}`));
}

const andMore = (count: number, noun: string): string =>
  count > 0 ? ` (and ${counted(count, `more ${noun}`)})` : '';

function stuck(report: Report): string {
  const [first, ...others] = report.rootCauses;
  if (first) return safe(first.summary) + andMore(others.length, 'cause');
  const process = report.processes.find(({ status }) => status === 'stuck');
  return process
    ? `${titleOf(process)}: ${safe(process.because ?? 'makes no progress')}`
    : 'a process makes no progress';
}

function suspect(report: Report): string {
  const [first, ...others] = report.processes.filter(
    ({ status }) => status === 'suspect' || status === 'spinning',
  );
  if (!first) return 'something makes no progress';
  return `${titleOf(first)}: ${safe(first.because ?? 'makes no progress')}${andMore(others.length, 'such process').replace('processs', 'processes')}`;
}

function ok(report: Report): string {
  const all = report.processes.length;
  const unknown = report.processes.filter(({ status }) => status === 'unknown').length;
  if (unknown === all)
    return `nothing is seen to be stuck, but ${unknown === 1 ? 'it' : `all ${unknown}`} could not be looked at`;
  const claim = unknown > 0 ? 'seen to be stuck' : 'stuck';
  return `${all === 1 ? 'it is not' : `none of ${all} processes is`} ${claim}: ${census(report)}`;
}

function noMatch({ query }: Report): string {
  const asked = [
    ...query.patterns.map((pattern) => `"${safe(pattern)}"`),
    ...query.pids.map((pid) => `process id ${pid}`),
  ];
  return `no process matches ${listed(asked, 'or')}`;
}

const sentences = { stuck, suspect, ok, 'no-match': noMatch } satisfies Record<
  Verdict,
  (report: Report) => string
>;

export const headline: Section = (report, page) => {
  const word = words[report.verdict];
  const [first = '', ...rest] = wrap(
    `${word}  ${sentences[report.verdict](report)}`,
    page.columns,
    word.length + 2,
  );
  return [painted(colours[report.verdict], word, page) + first.slice(word.length), ...rest];
};
