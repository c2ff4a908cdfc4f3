/** The command to type next, last, so that it stands next to the prompt. */
import type { Report } from '../report.ts';
import { safe } from '../safe.ts';
import { wrap } from '../width.ts';
import { heading, paragraph, type Page, type Section } from './page.ts';
import { isPermission } from './unseen.ts';

/** As a POSIX shell must be given it. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

function askedFor({ query }: Report): string {
  return [
    ...query.patterns.map((pattern) => quoted(safe(pattern))),
    ...query.pids.map((pid) => `-p ${pid}`),
  ].join(' ');
}

function advice(report: Report, page: Page): readonly [command: string, purpose: string] | null {
  const asked = askedFor(report);
  if (report.verdict === 'no-match') return ['ps -ef', 'what is running'];
  if (report.warnings.some(isPermission)) return [`sudo why-stuck ${asked}`, 'sees what was not permitted'];
  if (report.verdict === 'ok') return null;
  if (!page.explains) return [`why-stuck ${asked} --explain`, 'shows the evidence behind each claim'];
  if (report.verdict === 'suspect') return [`why-stuck ${asked} --sample 5s`, 'watches longer for progress'];
  return [`why-stuck record ${asked} -o hang.json`, 'keeps what was seen, before anything is ended'];
}

export const next: Section = (report, page) => {
  const told = advice(report, page);
  if (!told) return [];
  const [command, purpose] = told;
  const title = wrap(`Next: ${purpose}`, page.columns);
  return [...title.map((line) => heading(line, page)), ...paragraph(command, page)];
};
