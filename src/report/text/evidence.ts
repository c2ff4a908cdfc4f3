/** For --explain: under each process the texts that prove what is claimed of it, and its threads as a table. */
import Table from 'cli-table3';
import type { Report, ReportProcess } from '../report.ts';
import { safe } from '../safe.ts';
import { cut } from '../width.ts';
import { ageOf, momentOf, titleOf } from '../words.ts';
import { frameText } from './causes.ts';
import { atMost, heading, painted, paragraph, statusWord, type Page, type Section } from './page.ts';

const threadsShown = 12;
const framesShown = 8;
const indent = 4;
/** Columns: a person reads no more of one text; the JSON has all of it. */
const longest = 2000;

/** No lines around the cells; and no colours of its own, which it would send into a pipe too. */
const plain = {
  chars: {
    top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
    left: ' '.repeat(indent), 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ',
  },
  style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
}; // prettier-ignore

function threadTable({ threads }: ReportProcess, page: Page): readonly string[] {
  const { shown, more } = atMost(threads, threadsShown);
  const table = new Table({ ...plain, head: ['tid', 'thread', '', 'system call', 'sleeps in', 'waits for'] });
  for (const { tid, name, state, syscall, wchan, wait } of shown) {
    table.push([
      tid,
      safe(name),
      state,
      syscall?.name ?? '-',
      wchan === null ? '-' : safe(wchan),
      wait?.kind ?? '-',
    ]);
  }
  const lines = table.toString().split('\n');
  return [...lines, ...(more > 0 ? [`    … and ${more} more threads`] : [])].map((line) =>
    cut(line.trimEnd(), page.columns),
  );
}

function stackLines({ threads }: ReportProcess, page: Page): readonly string[] {
  return threads.flatMap(({ tid, userStack }) => {
    if (userStack === null || userStack.length === 0) return [];
    const { shown, more } = atMost(userStack, framesShown);
    return [
      ...paragraph(`stack of ${tid}, innermost first:`, page, 2),
      ...shown.flatMap((frame) => paragraph(frameText(frame), page, 3)),
      ...(more > 0 ? [`      … and ${more} more frames`] : []),
    ];
  });
}

function processLines(process: ReportProcess, page: Page): readonly string[] {
  const { status, because, evidence, blockedFor, argv, startedAt, ageSeconds } = process;
  const word = statusWord(status);
  const [first = '', ...rest] = paragraph(
    `${word}  ${titleOf(process)}${because === null ? '' : `: ${safe(because)}`}`,
    page,
  );
  const limit = blockedFor?.atMost ?? null;
  return [
    first.replace(word, () => painted(status, word, page)),
    ...rest,
    ...(argv === null ? [] : paragraph(cut(`command: ${argv.map(safe).join(' ')}`, longest), page, 2)),
    ...paragraph(`started: ${momentOf(startedAt)}, ${ageOf(ageSeconds)} ago`, page, 2),
    ...(blockedFor
      ? paragraph(
          `blocked: for at least ${ageOf(blockedFor.atLeast)}${limit === null ? '' : `, at most ${ageOf(limit)}`} (${safe(blockedFor.source)})`,
          page,
          2,
        )
      : []),
    ...evidence.flatMap(({ source, text }) =>
      paragraph(cut(`${safe(source)}: ${safe(text)}`, longest), page, 2),
    ),
    ...stackLines(process, page),
    ...threadTable(process, page),
  ];
}

export const evidence: Section = (report: Report, page) =>
  !page.explains || report.processes.length === 0
    ? []
    : [heading('Evidence', page), ...report.processes.flatMap((process) => processLines(process, page))];
