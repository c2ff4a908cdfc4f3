/** What the logs say: operations that began and never ended, else what was written when the process began. */
import type { Report, ReportLog } from '../report.ts';
import { safe } from '../safe.ts';
import { cut } from '../width.ts';
import { ageOf } from '../words.ts';
import { atMost, heading, paragraph, type Page, type Section } from './page.ts';

const linesShown = 8;
const logsShown = 5;

function logLines(log: ReportLog, page: Page): readonly string[] {
  const silence = log.silentFor === null ? '' : `, silent for ${ageOf(log.silentFor)}`;
  const open = new Set(log.unfinished.map(({ line }) => line));
  const unfinished = log.unfinished.map(({ line, key, text }) => ({
    line,
    text,
    note: `${safe(key)} began here and never ended`,
  }));
  const around = log.aroundStart
    .filter(({ line }) => !open.has(line))
    .map(({ line, text }) => ({ line, text, note: null }));
  const { shown, more } = atMost(unfinished.length > 0 ? [...unfinished, ...around] : around, linesShown);
  return [
    ...paragraph(`${safe(log.path)}${silence}`, page),
    ...[...shown]
      .sort((a, b) => a.line - b.line)
      .flatMap(({ line, text, note }) => [
        ...(note === null ? [] : paragraph(`line ${line}: ${note}`, page, 2)),
        cut(`    ${line}: ${safe(text)}`, page.columns),
      ]),
    ...(more > 0 ? [`    … and ${more} more`] : []),
  ];
}

export const logs: Section = (report: Report, page) => {
  if (report.logs.length === 0) return [];
  const telling = [...report.logs].sort((a, b) => b.unfinished.length - a.unfinished.length);
  const { shown, more } = atMost(telling, logsShown);
  return [
    heading('Logs', page),
    ...shown.flatMap((log) => logLines(log, page)),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
};
