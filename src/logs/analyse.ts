/** One log, from its opened file to its entry in the report. */
import { operationsByHand, type ByHand } from './by-hand.ts';
import { linesBefore, linesBetween, type LineOf } from './lines.ts';
import type { Source } from './mine/window.ts';
import { operationsIn, type Operation, type Operations } from './operations.ts';
import type { LogFile } from './reader.ts';
import { momentIn, offsetOfMoment, type Timed } from './seek.ts';
import { silenceSentence, unfinishedSentence } from './sentences.ts';
import type { LogEvidence, LogReport, Subject, Unfinished } from './shapes.ts';
import { gapsOf, isSilent, type Gaps } from './silence.ts';
import { planFor, type Bounds } from './stretches.ts';
import { tellerOf, type Teller } from './teller.ts';
import { tied, type Tie, type Writer } from './tie.ts';
import { isoAt } from './timestamps/calendar.ts';
import type { Zone } from './timestamps/zone.ts';

export interface Asked {
  readonly file: LogFile;
  /** With its clock; null where it has none. */
  readonly timed: Timed | null;
  /** Of whoever writes it. */
  readonly zone: Zone;
  /** Who writes it, and is in the report. */
  readonly writers: readonly Writer[];
  readonly nowMs: number;
  readonly redacts: boolean;
  readonly bounds: Bounds;
  readonly until: () => boolean;
  /** A moment named by hand. */
  readonly atMs: number | null;
  readonly byHand: ByHand | null;
  /** More to tell about it. */
  readonly notes: readonly string[];
}

export interface Analysed {
  readonly report: LogReport;
  readonly evidence: readonly (readonly [number, LogEvidence])[];
}

/** A log without a clock is silent when its file has not been written for so long. */
const silentAfterMs = 60_000;
const mostPlaces = 8;
const mostUnfinished = 50;

/** Some lines before a moment and some from it on. */
function around(
  { file, ...timed }: Timed,
  moment: number,
  before: number,
  behind: number,
): readonly LineOf[] {
  const offset = offsetOfMoment({ file, ...timed }, moment);
  return [...linesBefore(file, offset, before), ...linesBetween(file, offset, file.sizeBytes, behind)];
}

/** Whose start is shown: of those that began while this log was being written, the one that began last. */
function shownSubject(writers: readonly Subject[], ties: readonly Tie[], lastMs: number): Subject | null {
  const pids = new Set(ties.map(({ pid }) => pid));
  const own = writers.filter(({ pid }) => pids.has(pid));
  return (own.length > 0 ? own : writers)
    .filter(({ startedAtMs }) => startedAtMs <= lastMs + 2000)
    .reduce<Subject | null>((last, one) => (!last || one.startedAtMs > last.startedAtMs ? one : last), null);
}

const momentsOf = ({ writers }: Pick<Asked, 'writers'>): readonly number[] =>
  writers.flatMap(({ startedAtMs, blockedSinceMs }) => [startedAtMs, blockedSinceMs ?? startedAtMs]);

/** Where in the file it matters: starts and blocks that lie minutes apart, the latest ones. */
function placesOf(timed: Timed | null, { writers, atMs }: Asked): readonly number[] {
  if (!timed) return [];
  const moments = momentsOf({ writers });
  const minutes = new Set(
    [...moments, ...(atMs === null ? [] : [atMs])].map((ms) => Math.floor(ms / 60_000)),
  );
  return [...minutes]
    .sort((a, b) => a - b)
    .slice(-mostPlaces)
    .map((minute) => offsetOfMoment(timed, minute * 60_000));
}

interface Silence {
  readonly lastMs: number | null;
  readonly writtenMs: number;
  readonly silentMs: number;
}

function silenceOf(timed: Timed | null, { file, nowMs }: Asked): Silence {
  const moments = timed
    ? linesBefore(file, file.sizeBytes, 200).flatMap((line) => momentIn(timed, line) ?? [])
    : [];
  const lastMs = moments.at(-1) ?? null;
  const writtenMs = lastMs ?? file.mtimeMs;
  return { lastMs, writtenMs, silentMs: Math.max(0, nowMs - writtenMs) };
}

function found(asked: Asked, source: Source, timed: Timed | null, silence: Silence): Operations {
  const { file, writers, until, byHand } = asked;
  const isLive = writers.length > 0;
  const plan = planFor(file, placesOf(timed, asked), asked.bounds);
  const moment = {
    nowMs: isLive ? asked.nowMs : null,
    isSilent: isLive && !timed && silence.silentMs > silentAfterMs,
    nearMs: momentsOf(asked),
  };
  const mined = operationsIn(source, plan, moment, until);
  return byHand ? { ...mined, open: operationsByHand(source, byHand, until), inFlight: 0 } : mined;
}

function told(operation: Operation, tie: Tie | null, teller: Teller): Unfinished {
  const beganAt = teller.at(operation.beganMs);
  const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
  return {
    key: operation.key,
    ...teller.placed(operation.offset),
    beganAt,
    text: teller.quote(operation.bytes, 0, operation.bytes.length),
    pid: tie?.pid ?? null,
    tiedBy: tie?.by ?? null,
    finished: operation.finished,
    medianSeconds: seconds(operation.medianMs),
    longestSeconds: seconds(operation.longestMs),
    sentence: unfinishedSentence(operation, beganAt, tie),
  };
}

export function analysed(asked: Asked): Analysed {
  const { file, timed, writers } = asked;
  const teller = tellerOf(asked, timed);
  const silence = silenceOf(timed, asked);
  const source = { file, clock: timed?.clock ?? null, calendar: timed?.calendar ?? null };
  const operations = found(asked, source, timed, silence);
  const ties = tied(operations.open, writers);
  const tieOf = (operation: Operation): Tie | null => ties.find((one) => one.operation === operation) ?? null;
  const open = operations.open.slice(0, mostUnfinished);
  const unfinished = open.map((operation) => told(operation, tieOf(operation), teller));
  const shown = shownSubject(writers, ties, silence.writtenMs);
  const startMs = asked.atMs ?? shown?.startedAtMs ?? null;
  const gaps = gapsOf(operations.window);
  const report: LogReport = {
    path: file.path,
    pids: writers.map(({ pid }) => pid),
    format: timed?.clock.label ?? null,
    zone: timed ? { offset: zoneAt(timed, silence.writtenMs), from: timed.calendar.zoneFrom } : null,
    lastAt: teller.at(silence.lastMs),
    silentFor: Math.round(silence.silentMs) / 1000,
    usualGap: gaps ? { p99Seconds: gaps.p99Ms / 1000, longestSeconds: gaps.longestMs / 1000 } : null,
    aroundStart: timed && startMs !== null ? around(timed, startMs, 2, 5).map(teller.line) : [],
    aroundBlock:
      timed && shown?.blockedSinceMs ? around(timed, shown.blockedSinceMs, 2, 1).map(teller.line) : [],
    last: linesBefore(file, file.sizeBytes, 3).map(teller.line),
    unfinished,
    inFlight: operations.inFlight,
    sentence: sentenceOf(asked, unfinished, silence, gaps, teller),
    notes: [...notesOf(asked, operations), ...asked.notes],
  };
  return { report, evidence: evidenceOf(open, unfinished, ties) };
}

function sentenceOf(
  { writers }: Asked,
  unfinished: readonly Unfinished[],
  { lastMs, silentMs }: Silence,
  gaps: Gaps | null,
  teller: Teller,
): string | null {
  const [first] = [...unfinished].sort((a, b) => Number(b.pid !== null) - Number(a.pid !== null));
  if (first) return first.sentence;
  const lastAt = teller.at(lastMs);
  if (lastMs === null || lastAt === null || !gaps || writers.length === 0 || !isSilent(silentMs, gaps))
    return null;
  return silenceSentence(lastAt, lastMs, gaps.longestMs, writers);
}

const zoneAt = ({ calendar }: Timed, moment: number): string =>
  isoAt(moment, calendar.offsetAt(moment)).slice(-6);

function evidenceOf(
  open: readonly Operation[],
  unfinished: readonly Unfinished[],
  ties: readonly Tie[],
): Analysed['evidence'] {
  return ties.flatMap(({ operation, pid }) => {
    const entry = unfinished[open.indexOf(operation)];
    if (!entry) return [];
    const where = entry.line === null ? `byte ${entry.offset}` : `line ${entry.line}`;
    return [[pid, { source: `${entry.path}, ${where}`, text: entry.text }] as const];
  });
}

const isUnfinished = (file: LogFile): boolean => file.read(file.sizeBytes - 1, 1)[0] !== 10;

function notesOf({ file, writers }: Asked, { readBytes, isComplete, open }: Operations): readonly string[] {
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e5) / 10} MB`;
  const isPart = readBytes < file.sizeBytes - file.begins;
  return [
    ...(isPart
      ? [`operations were looked for in ${megabytes(readBytes)} of ${megabytes(file.sizeBytes)}`]
      : []),
    ...(isComplete ? [] : ['there was no time to look for all their ends']),
    ...(isUnfinished(file) && writers.length > 0
      ? ['its last line is not finished: more may stand in the memory of its writer']
      : []),
    ...(file.skippedBytes > 0 ? [`its first ${megabytes(file.skippedBytes)} were not kept`] : []),
    ...(open.length > mostUnfinished ? [`${open.length - mostUnfinished} more began and never ended`] : []),
  ];
}
