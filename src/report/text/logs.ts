/**
 * What the logs say: one sentence that joins log and process, then a few lines, each with its place in the file, and
 * among them, marked with `>`, those at which an operation began that never ended, or the last before the hang.
 */
import type { ReportLog } from '../report.ts';
import { safe } from '../safe.ts';
import { cut } from '../width.ts';
import { ageOf, counted } from '../words.ts';
import { atMost, heading, paragraph, type Page, type Section } from './page.ts';

const linesShown = 10;
const logsShown = 5;
const sentencesShown = 3;

interface Shown {
  readonly line: number | null;
  readonly offset: number;
  readonly text: string;
  readonly isMarked: boolean;
}

type Line = ReportLog['aroundStart'][number];

/** Lines that were written when the process stopped come before those around its start, and its end. */
function picked(log: ReportLog): readonly Shown[] {
  const byOffset = new Map<number, Shown>();
  const take = ({ line, offset, text }: Pick<Line, 'line' | 'offset' | 'text'>, isMarked: boolean): void => {
    const place = offset ?? line ?? 0;
    if (byOffset.size < linesShown && !byOffset.has(place))
      byOffset.set(place, { line, offset: place, text, isMarked });
  };
  for (const one of log.unfinished.slice(0, sentencesShown)) take(one, true);
  const block = log.aroundBlock ?? [];
  for (const one of log.aroundStart) take(one, false);
  for (const [index, one] of block.entries())
    take(one, log.unfinished.length === 0 && index === block.length - 2);
  for (const one of (log.last ?? []).slice(-2)) take(one, false);
  for (const one of log.aroundStart) take(one, false);
  return [...byOffset.values()].sort((a, b) => a.offset - b.offset);
}

function silenceOf({ silentFor, usualGap }: ReportLog): string {
  if (silentFor === null || silentFor < 1) return '';
  const usual =
    usualGap && usualGap.longestSeconds > 0
      ? ` (its longest gap before: ${ageOf(usualGap.longestSeconds)})`
      : '';
  return `, silent for ${ageOf(silentFor)}${silentFor > 10 ? usual : ''}`;
}

function sentencesOf(log: ReportLog): readonly string[] {
  const told = log.unfinished.map(({ sentence, key }) => sentence ?? `${key} began and never ended`);
  const { shown, more } = atMost(told, sentencesShown);
  return [
    ...(shown.length > 0 ? shown : log.sentence ? [log.sentence] : []),
    ...(more > 0 ? [`and ${more} more never ended`] : []),
  ];
}

function logLines(log: ReportLog, page: Page): readonly string[] {
  const lines = picked(log);
  const width = Math.max(0, ...lines.map(({ line }) => String(line ?? '').length));
  return [
    ...paragraph(`${safe(log.path)}${silenceOf(log)}`, page),
    ...sentencesOf(log).flatMap((sentence) => paragraph(safe(sentence), page, 2)),
    ...lines.map(({ line, offset, text, isMarked }) => {
      const place = line === null ? `byte ${offset}` : String(line).padStart(width);
      return cut(`  ${isMarked ? '>' : ' '} ${place}: ${safe(text)}`, page.columns);
    }),
    ...(log.notes ?? []).flatMap((note) => paragraph(`(${safe(note)})`, page, 2)),
  ];
}

const weight = (log: ReportLog): number =>
  log.unfinished.filter(({ pid }) => pid !== null).length * 2 + log.unfinished.length;

/** The entries alone, as the command for files prints them too. */
export function logEntries(entries: readonly ReportLog[], page: Page): readonly string[] {
  const telling = [...entries].sort((a, b) => weight(b) - weight(a));
  const { shown, more } = atMost(telling, logsShown);
  return [
    ...shown.flatMap((log) => logLines(log, page)),
    ...(more > 0 ? [`  … and ${counted(more, 'more log')}`] : []),
  ];
}

export const logs: Section = (report, page) =>
  report.logs.length === 0 ? [] : [heading('Logs', page), ...logEntries(report.logs, page)];
