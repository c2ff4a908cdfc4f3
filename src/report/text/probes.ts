/** Deeper looks: what each found, and what it did to the process for that. */
import type { Report } from '../report.ts';
import { safe } from '../safe.ts';
import { who } from '../words.ts';
import { placeText } from './causes.ts';
import { atMost, heading, paragraph, type Page, type Section } from './page.ts';

const stacksShown = 4;

/** A process that was left stopped is told before anything else. */
export const alarms: Section = (report, page) =>
  report.warnings
    .filter(({ code }) => code === 'left-stopped')
    .flatMap(({ message }) => paragraph(`ATTENTION  ${safe(message)}`, page, 0));

export const probes: Section = (report, page) => {
  if (report.probes === undefined) return [];
  if (report.probes.length === 0)
    return [heading('Deeper looks', page), ...paragraph('There was nobody to ask.', page)];
  const pids = [...new Set(report.probes.map(({ pid }) => pid))];
  return [heading('Deeper looks', page), ...pids.flatMap((pid) => linesOf(report, pid, page))];
};

function linesOf(report: Report, pid: number, page: Page): readonly string[] {
  const own = (report.probes ?? []).filter((probe) => probe.pid === pid);
  return [
    ...paragraph(who(report, pid), page),
    ...own.flatMap(({ tool, tookSeconds, pausedSeconds, effect, summary }) => {
      const cost =
        pausedSeconds === null
          ? `${tookSeconds.toFixed(1)} s`
          : `${tookSeconds.toFixed(1)} s, paused for ${pausedSeconds.toFixed(pausedSeconds < 1 ? 2 : 1)} s`;
      return [
        ...paragraph(`${safe(tool)}: ${safe(summary)}`, page, 2),
        ...(effect === 'none' ? [] : paragraph(`it ${safe(effect)} (${cost})`, page, 3)),
      ];
    }),
    ...placesOf(report, pid, page),
  ];
}

function placesOf(report: Report, pid: number, page: Page): readonly string[] {
  const threads = report.processes.find((process) => process.pid === pid)?.threads ?? [];
  const told = [...threads]
    .sort((a, b) => Number(b.wait?.kind === 'mutex') - Number(a.wait?.kind === 'mutex'))
    .flatMap(({ tid, name, userStack }) => {
      const place = placeText(userStack ?? []);
      return place === null ? [] : [`thread ${tid} (${safe(name)}) is in ${place}`];
    });
  const { shown, more } = atMost(told, stacksShown);
  return [
    ...shown.flatMap((text) => paragraph(text, page, 2)),
    ...(more > 0 ? [`    … and ${more} more threads`] : []),
  ];
}
