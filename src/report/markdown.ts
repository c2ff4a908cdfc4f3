/** The report as Markdown (CommonMark), for a ticket. Words of processes cannot become markup: they are escaped. */
import type { Rendering } from './index.ts';
import { outlineOf, type Passage } from './outline.ts';
import type { Report } from './report.ts';

const escaped = (text: string): string =>
  text.replace(/[\\`*_{}[\]<>()#+!|~&$]/g, '\\$&').replace(/^(\d+)\./, '$1\\.');

/** A fence longer than any run of backticks inside. */
function fenced(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence].join('\n');
}

const body = (passage: Passage): string =>
  'lines' in passage
    ? fenced(passage.lines)
    : passage.points.map(({ depth, text }) => `${'  '.repeat(depth)}- ${escaped(text)}`).join('\n');

export function render(report: Report, { explains }: Rendering): string {
  const { headline, about, passages } = outlineOf(report, explains);
  const parts = passages.map((passage) => `## ${escaped(passage.title)}\n\n${body(passage)}`);
  return `${[`# ${escaped(headline)}`, escaped(about), ...parts].join('\n\n')}\n`;
}
