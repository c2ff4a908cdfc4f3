/** Who is to blame, since when, and what to do about it. */
import type { Report, ReportProcess, RootCause, UserFrame } from '../report.ts';
import { safe } from '../safe.ts';
import { ageOf, counted, listed, titleOf, who } from '../words.ts';
import { atMost, heading, paragraph, type Page, type Section } from './page.ts';

const namesShown = 5;

export const frameText = ({ function: name, file, line, module, address }: UserFrame): string => {
  const place = file === null ? module : line === null ? file : `${file}:${line}`;
  return safe([name ?? address ?? 'unknown function', ...(place === undefined ? [] : [place])].join(', '));
};

/** What is installed with a language, or by its package manager; the program itself is what a person can mend. The C library's sources
 * are named relative to its own. */
const installed =
  /\/(?:site|dist)-packages\/|\/lib(?:64)?\/python\d|\/node_modules\/|^node:|^<frozen |^\.{1,2}\/(?:nptl|sysdeps|csu|io|libio|misc|posix|resolv|signal|socket|stdlib|time)\//;

/** A Java frame names its class, and its file has no path. */
const isOwn = ({ language, function: name, file }: UserFrame): boolean =>
  file !== null && (language === 'java' ? !/^(?:javax?|jdk|sun)\./.test(name ?? '') : !installed.test(file));

/** The program's own line, and the library's in which it waits: `fetch, fetcher.py:57; there in read, socket.py:706` */
export function placeText(frames: readonly UserFrame[]): string | null {
  const inner = frames.find(({ file }) => file !== null) ?? frames[0];
  const own = frames.find(isOwn) ?? inner;
  if (!inner || !own) return null;
  return own === inner ? frameText(own) : `${frameText(own)}; there in ${frameText(inner)}`;
}

const blockedText = ({ blockedFor }: ReportProcess): string =>
  blockedFor ? `, for ${ageOf(blockedFor.atLeast)} by ${safe(blockedFor.source)}` : '';

function namesOf(report: Report, pids: readonly number[]): string {
  const { shown, more } = atMost(pids, namesShown);
  return listed([...shown.map((pid) => who(report, pid)), ...(more > 0 ? [`${more} more`] : [])]);
}

function causeLines(report: Report, cause: RootCause, page: Page): readonly string[] {
  const process = report.processes.find(({ pid }) => pid === cause.pid);
  const frames = process?.threads.find(({ tid }) => tid === cause.tid)?.userStack ?? [];
  const place = placeText(frames);
  const facts = [
    ...(process?.because ? [safe(process.because)] : []),
    ...(place === null ? [] : [`in ${place}`]),
    ...(cause.victims.length > 0
      ? [
          `${counted(cause.victims.length, 'process waits', 'processes wait')} behind it: ${namesOf(report, cause.victims)}`,
        ]
      : []),
  ];
  const acts = [...cause.advice, ...(cause.ends ? [cause.ends.text] : [])];
  const title = process ? titleOf(process) : who(report, cause.pid);
  return [
    ...paragraph(`${title}: ${cause.kind}${process ? blockedText(process) : ''}`, page),
    ...facts.flatMap((fact) => paragraph(fact, page, 2)),
    ...acts.flatMap((act) => paragraph(`- ${safe(act)}`, page, 2)),
  ];
}

export const causes: Section = (report, page) => {
  if (report.rootCauses.length === 0) return [];
  return [
    heading(report.rootCauses.length === 1 ? 'Cause' : 'Causes', page),
    ...report.rootCauses.flatMap((cause) => causeLines(report, cause, page)),
  ];
};
