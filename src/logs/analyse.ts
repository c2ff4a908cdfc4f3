/** One log, from its opened file to its entry in the report. */
import { lineNumberAt, linesBefore, linesBetween, sampled, type LineOf } from './lines.ts';
import { operationsIn, type Operations } from './operations.ts';
import type { LogFile } from './reader.ts';
import { quoted } from './quote.ts';
import { momentIn, offsetOfMoment, type Timed } from './seek.ts';
import { unfinishedSentence } from './sentences.ts';
import type { LogEvidence, LogReport, ReportedLine, Subject, Unfinished } from './shapes.ts';
import { gapsOf } from './silence.ts';
import { planFor, type Bounds } from './stretches.ts';
import { tied, type Tie } from './tie.ts';
import { calendarOf, isoAt } from './timestamps/calendar.ts';
import { detectClock } from './timestamps/detect.ts';
import { readStamp, stamp } from './timestamps/read.ts';
import { offsetAt, type Zone } from './timestamps/zone.ts';

export interface Asked {
  readonly file: LogFile;
  readonly zone: Zone;
  /** Who writes it, and is in the report. */
  readonly writers: readonly Subject[];
  readonly nowMs: number;
  readonly redacts: boolean;
  readonly bounds: Bounds;
  readonly until: () => boolean;
  /** A moment named by hand. */
  readonly atMs: number | null;
}

export interface Analysed {
  readonly report: LogReport;
  readonly evidence: readonly (readonly [number, LogEvidence])[];
}

const countedBytes = 32 * 1024 * 1024;

/** The clock of a file and what its last line says; null where its lines have none. */
export function timedOf(file: LogFile, zone: Zone): Timed | null {
  const clock = detectClock(sampled(file, 24, 12), file.mtimeMs);
  if (!clock) return null;
  const last = linesBefore(file, file.sizeBytes, 200)
    .filter(({ bytes, from, to }) => readStamp(clock, bytes, from, to))
    .at(-1);
  if (!last || !readStamp(clock, last.bytes, last.from, last.to)) return null;
  return { file, clock, calendar: calendarOf(clock, { ms: stamp.ms, zone: stamp.zone }, file.mtimeMs, zone) };
}

interface Teller {
  line(line: LineOf): ReportedLine;
  at(moment: number | null): string | null;
  number(offset: number): number | null;
}

function tellerOf({ file, zone, redacts }: Asked, timed: Timed | null): Teller {
  const numbers = new Map<number, number | null>();
  const number = (offset: number): number | null => {
    const known = numbers.get(offset);
    if (known !== undefined) return known;
    const made = lineNumberAt(file, offset, countedBytes);
    numbers.set(offset, made);
    return made;
  };
  const at = (moment: number | null): string | null =>
    moment === null || Number.isNaN(moment)
      ? null
      : isoAt(moment, timed ? timed.calendar.offsetAt(moment) : offsetAt(zone, moment));
  return {
    at,
    number,
    line: (line) => ({
      line: number(line.offset),
      offset: line.offset,
      at: timed ? at(momentIn(timed, line)) : null,
      text: quoted(line.bytes, line.from, line.to, redacts),
    }),
  };
}

/** Some lines before a moment and some from it on. */
function around(timed: Timed, moment: number, before: number, behind: number): readonly LineOf[] {
  const { file } = timed;
  const offset = offsetOfMoment(timed, moment);
  return [...linesBefore(file, offset, before), ...linesBetween(file, offset, file.sizeBytes, behind)];
}

/** Whose start is shown: of those that began while this log was being written, the one that began last. */
function shownSubject(writers: readonly Subject[], ties: readonly Tie[], lastMs: number): Subject | null {
  const tiedPids = new Set(ties.map(({ pid }) => pid));
  const own = writers.filter(({ pid }) => tiedPids.has(pid));
  const some = own.length > 0 ? own : writers;
  return some
    .filter(({ startedAtMs }) => startedAtMs <= lastMs + 2000)
    .reduce<Subject | null>(
      (latest, one) => (!latest || one.startedAtMs > latest.startedAtMs ? one : latest),
      null,
    );
}

function placesOf(timed: Timed | null, { writers, atMs }: Asked): readonly number[] {
  if (!timed) return [];
  const moments = writers.flatMap(({ startedAtMs, blockedSinceMs }) => [
    startedAtMs,
    ...(blockedSinceMs === null ? [] : [blockedSinceMs]),
  ]);
  const distinct = [
    ...new Set([...moments, ...(atMs === null ? [] : [atMs])].map((ms) => Math.round(ms / 60_000) * 60_000)),
  ];
  return distinct.slice(-8).map((moment) => offsetOfMoment(timed, moment));
}

export function analysed(asked: Asked): Analysed {
  const { file, writers, nowMs, until } = asked;
  const timed = timedOf(file, asked.zone);
  const source = { file, clock: timed?.clock ?? null, calendar: timed?.calendar ?? null };
  const teller = tellerOf(asked, timed);
  const last = linesBefore(file, file.sizeBytes, 3);
  const lastTimed = timed
    ? linesBefore(file, file.sizeBytes, 200)
        .filter((line) => momentIn(timed, line) !== null)
        .at(-1)
    : undefined;
  const lastMs = timed && lastTimed ? momentIn(timed, lastTimed) : null;
  const isLive = writers.length > 0;
  const writtenMs = lastMs ?? file.mtimeMs;
  const silentMs = Math.max(0, nowMs - writtenMs);
  const plan = planFor(file, placesOf(timed, asked), asked.bounds);
  const operations = operationsIn(
    source,
    plan,
    { nowMs: isLive ? nowMs : null, isSilent: isLive && !timed && silentMs > 60_000 },
    until,
  );
  const ties = tied(operations.open, writers);
  const unfinished = operations.open.map((operation): Unfinished => {
    const tie = ties.find((one) => one.operation === operation) ?? null;
    const beganAt = teller.at(operation.beganMs);
    return {
      key: operation.key,
      line: teller.number(operation.offset),
      offset: operation.offset,
      beganAt,
      text: quoted(operation.bytes, 0, operation.bytes.length, asked.redacts),
      pid: tie?.pid ?? null,
      tiedBy: tie?.by ?? null,
      finished: operation.finished,
      medianSeconds: operation.medianMs === null ? null : operation.medianMs / 1000,
      longestSeconds: operation.longestMs === null ? null : operation.longestMs / 1000,
      sentence: unfinishedSentence(operation, beganAt, tie),
    };
  });
  const shown = shownSubject(writers, ties, writtenMs);
  const startMs = asked.atMs ?? shown?.startedAtMs ?? null;
  const gaps = gapsOf(operations.window);
  const report: LogReport = {
    path: file.path,
    pids: writers.map(({ pid }) => pid),
    format: timed?.clock.label ?? null,
    zone: timed
      ? {
          offset: isoAt(writtenMs, timed.calendar.offsetAt(writtenMs)).slice(-6),
          from: timed.calendar.zoneFrom,
        }
      : null,
    lastAt: teller.at(lastMs),
    silentFor: isLive || lastMs !== null ? Math.round(silentMs) / 1000 : null,
    usualGap: gaps ? { p99Seconds: gaps.p99Ms / 1000, longestSeconds: gaps.longestMs / 1000 } : null,
    aroundStart: timed && startMs !== null ? around(timed, startMs, 1, 4).map(teller.line) : [],
    aroundBlock:
      timed && shown?.blockedSinceMs ? around(timed, shown.blockedSinceMs, 2, 1).map(teller.line) : [],
    last: last.map(teller.line),
    unfinished,
    inFlight: operations.inFlight,
    sentence: unfinished.find(({ pid }) => pid !== null)?.sentence ?? unfinished[0]?.sentence ?? null,
    notes: notesOf(file, operations),
  };
  const evidence = ties.flatMap(({ operation, pid }) => {
    const entry = unfinished.find(({ offset }) => offset === operation.offset);
    if (!entry) return [];
    const where = entry.line === null ? `byte ${entry.offset}` : `line ${entry.line}`;
    return [[pid, { source: `${file.path}, ${where}`, text: entry.text }] as const];
  });
  return { report, evidence };
}

function notesOf(file: LogFile, { readBytes, isComplete }: Operations): readonly string[] {
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1e5) / 10} MB`;
  const isPart = readBytes < file.sizeBytes - file.begins;
  return [
    ...(isPart
      ? [`operations were looked for in ${megabytes(readBytes)} of ${megabytes(file.sizeBytes)}`]
      : []),
    ...(isComplete ? [] : ['there was no time to look for all their ends']),
    ...(file.skippedBytes > 0 ? [`its first ${megabytes(file.skippedBytes)} were not kept`] : []),
  ];
}
