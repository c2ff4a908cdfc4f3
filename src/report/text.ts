/**
 * The report for a person in the middle of an incident: what is wrong in the first line, who is to blame and what to
 * do, who waits for whom, the processes, the logs, what could not be seen, and last the command to type next.
 */
import { Chalk } from 'chalk';
import type { Rendering } from './index.ts';
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

const sections: readonly Section[] = [
  alarms,
  headline,
  causes,
  chain,
  probes,
  tree,
  evidence,
  findings,
  logs,
  unseen,
  next,
];

/** Below this nothing is laid out any narrower: a time with its zone has to fit. */
const narrowest = 40;

export function render(report: Report, { columns, colorLevel, explains }: Rendering): string {
  const page: Page = {
    columns: Math.max(narrowest, columns),
    paint: new Chalk({ level: colorLevel }),
    explains,
  };
  const written = sections.map((section) => section(report, page)).filter((lines) => lines.length > 0);
  return `${written.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
