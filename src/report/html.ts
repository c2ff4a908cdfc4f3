/** The report as one HTML page that needs nothing else: no script, no address, nothing to fetch. */
import type { Rendering } from './index.ts';
import { outlineOf, type Passage, type Point } from './outline.ts';
import type { Report, Verdict } from './report.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const colours = {
  stuck: '#b3261e',
  suspect: '#8a5a00',
  ok: '#1b6e3c',
  'no-match': '#5f5f5f',
} satisfies Record<Verdict, string>;

const style = (colour: string): string =>
  [
    'body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}',
    `h1{font-size:1.4rem;border-left:.4rem solid ${colour};padding-left:.8rem}`,
    'h2{font-size:1.1rem;margin-top:2rem}',
    'p.about{color:#5f5f5f}',
    'pre{background:#f4f4f4;padding:.8rem;overflow-x:auto;font-size:.85rem}',
    'li{overflow-wrap:anywhere}',
    '@media(prefers-color-scheme:dark){body{background:#161616;color:#e6e6e6}pre{background:#242424}p.about{color:#a0a0a0}}',
  ].join('\n');

/** Depth becomes lists within lists. */
function listed(points: readonly Point[]): string {
  const html: string[] = [];
  let depth = -1;
  for (const point of points) {
    if (point.depth > depth) {
      for (; depth < point.depth; depth++) html.push('<ul><li>');
    } else {
      for (; depth > point.depth; depth--) html.push('</li></ul>');
      html.push('</li><li>');
    }
    html.push(escaped(point.text));
  }
  for (; depth >= 0; depth--) html.push('</li></ul>');
  return html.join('');
}

const body = (passage: Passage): string =>
  'lines' in passage ? `<pre>${passage.lines.map(escaped).join('\n')}</pre>` : listed(passage.points);

export function render(report: Report, { explains }: Rendering): string {
  const { headline, about, passages } = outlineOf(report, explains);
  const sections = passages.map(
    (passage) => `<section>\n<h2>${escaped(passage.title)}</h2>\n${body(passage)}\n</section>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(headline)}</title>`,
    `<style>\n${style(colours[report.verdict])}\n</style></head>`,
    `<body>\n<h1>${escaped(headline)}</h1>\n<p class="about">${escaped(about)}</p>`,
    ...sections,
    '</body>\n</html>\n',
  ].join('\n');
}
