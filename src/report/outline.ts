/**
 * The sections of the text without its layout: titles, points in their depth, and what has to keep its columns. For
 * outputs that lay out by themselves (markdown, html).
 */
import { Chalk } from 'chalk';
import type { Report } from './report.ts';
import { causes } from './text/causes.ts';
import { chain } from './text/chain.ts';
import { evidence } from './text/evidence.ts';
import { findings } from './text/findings.ts';
import { headline } from './text/headline.ts';
import { logs } from './text/logs.ts';
import { next } from './text/next.ts';
import type { Page, Section } from './text/page.ts';
import { alarms, probes } from './text/probes.ts';
import { tree } from './text/tree.ts';
import { unseen } from './text/unseen.ts';
import { momentOf } from './words.ts';

export interface Point {
  readonly depth: number;
  readonly text: string;
}

export type Passage = { readonly title: string } & (
  | { readonly points: readonly Point[] }
  | { readonly lines: readonly string[] }
);

export interface Outline {
  readonly headline: string;
  readonly about: string;
  readonly passages: readonly Passage[];
}

/** No line is ever as long as this: what is laid out elsewhere is not broken here. */
const unbroken = 100_000;
const columnsOfLines = 120;

const sections: readonly (readonly [Section, 'points' | 'lines'])[] = [
  [causes, 'points'],
  [chain, 'points'],
  [probes, 'points'],
  [tree, 'lines'],
  [findings, 'points'],
  [logs, 'lines'],
  [evidence, 'lines'],
  [unseen, 'points'],
  [next, 'points'],
];

export function outlineOf(report: Report, explains: boolean): Outline {
  const page = (columns: number): Page => ({ columns, paint: new Chalk({ level: 0 }), explains });
  const passages = sections.flatMap(([section, shape]): readonly Passage[] => {
    const [title, ...lines] = section(report, page(shape === 'lines' ? columnsOfLines : unbroken));
    if (title === undefined) return [];
    return [shape === 'lines' ? { title, lines } : { title, points: lines.map(pointOf) }];
  });
  const { host, tool, takenAt } = report;
  return {
    headline: [...alarms(report, page(unbroken)), ...headline(report, page(unbroken))].join(' '),
    about: `${host.name}, ${momentOf(takenAt)}, Linux ${host.kernel} ${host.arch}, ${tool.name} ${tool.version}`,
    passages,
  };
}

const pointOf = (line: string): Point => {
  const text = line.trimStart();
  return { depth: Math.max(0, (line.length - text.length) / 2 - 1), text: text.replace(/^- /, '') };
};
