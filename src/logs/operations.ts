/**
 * The open operations of one log: mined in stretches of it, then looked for in the rest, each with its line, its key and
 * how the others of its kind went.
 */
import { learn, type Learnt } from './mine/index.ts';
import { longestOf, medianOf, type Judged, type When } from './mine/judge.ts';
import { scan } from './mine/scan.ts';
import { textOf, tokens } from './mine/tokens.ts';
import { endsWithin, tokenised } from './mine/verify.ts';
import { overdueIn } from './mine/weigh.ts';
import { takeIn, type Source, type Window } from './mine/window.ts';
import { readStamp, stamp } from './timestamps/read.ts';
import { gapsBehind, type Plan, type Range } from './stretches.ts';

export interface Operation {
  readonly key: string;
  readonly offset: number;
  readonly beganMs: number | null;
  readonly bytes: Buffer;
  /** The line without its clock. */
  readonly words: string;
  readonly finished: number;
  /** Milliseconds; null without a clock. */
  readonly medianMs: number | null;
  readonly longestMs: number | null;
}

export interface Operations {
  readonly open: readonly Operation[];
  readonly inFlight: number;
  readonly window: Window;
  /** What was read of the file. */
  readonly readBytes: number;
  /** Its ends were looked for as far as was planned. */
  readonly isComplete: boolean;
}

/** An operation that may be open: where it began, and by which rule. */
interface Candidate {
  readonly judged: Judged;
  readonly finished: number;
  readonly offset: number;
}

const longestLine = 64 * 1024;
/** How far behind a beginning its failure is looked for. */
const nearByMs = 2000;
const failureWithin = 4 * 1024 * 1024;

/** The line that begins at `offset`. */
function lineAt({ file }: Source, offset: number): Buffer {
  const bytes = file.read(offset, longestLine);
  const stop = bytes.indexOf(10);
  const to = stop < 0 ? bytes.length : stop;
  return bytes.subarray(0, bytes[to - 1] === 13 ? to - 1 : to);
}

const isFigure = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

/** The key as it stands in the line whose tokens are held. */
function keyText(bytes: Buffer, { pair: { begin } }: Judged): string {
  const start = tokens.starts[begin.position] ?? 0;
  const end = tokens.ends[begin.position] ?? 0;
  const whole = textOf(bytes, start, end);
  if (!begin.isPart) return whole;
  const name = whole.lastIndexOf('/');
  if (name >= 0) return whole.slice(name + 1);
  let first = end;
  while (first > start && isFigure(bytes[first - 1])) first--;
  return textOf(bytes, first, end);
}

function operationOf(
  source: Source,
  { mined }: Learnt,
  { judged, offset, finished }: Candidate,
): Operation | null {
  const bytes = lineAt(source, offset);
  const { clock, calendar } = source;
  const isTimed = clock !== null && readStamp(clock, bytes, 0, bytes.length);
  const moment = isTimed && calendar ? calendar.moment(stamp.ms, stamp.zone) : null;
  const words = isTimed ? withoutStamp(bytes) : bytes.toString();
  const signature = tokenised(clock, bytes, 0, bytes.length);
  // A scan acts upon the beginning of a line; here all of it must say so.
  const known = mined.window.signatures.find(({ hash }) => hash === signature);
  if (known && mined.templates.ofSignature[known.id] !== judged.pair.begin.template) return null;
  const { hasClock } = mined.window;
  return {
    key: keyText(bytes, judged),
    offset,
    beganMs: moment,
    bytes,
    words,
    finished,
    medianMs: hasClock ? medianOf(judged.pair) : null,
    longestMs: hasClock ? longestOf(judged.pair) : null,
  };
}

/** What is left of a line when the stamp that was read last is taken out. */
export const withoutStamp = (bytes: Buffer): string =>
  `${bytes.toString('utf8', 0, stamp.start)} ${bytes.toString('utf8', stamp.end)}`;

/** Signatures of lines that end an operation of this kind, well or not. */
function closing({ mined }: Learnt, judged: Judged): ReadonlySet<number> {
  const ends = new Set(judged.pair.ends.map(({ template }) => template));
  return new Set(
    mined.window.signatures.flatMap(({ id, hash }) => {
      const template = mined.templates.list[mined.templates.ofSignature[id] ?? -1];
      return template && (ends.has(template.id) || template.isError) ? [hash] : [];
    }),
  );
}

/** Whether a line with its key in these stretches ends it; null where there was no time to read them all. */
function isClosed(
  source: Source,
  operation: Operation,
  ends: ReadonlySet<number>,
  ranges: readonly Range[],
  until: () => boolean,
): boolean | null {
  const isEnd = (bytes: Buffer, from: number, to: number): boolean =>
    ends.has(tokenised(source.clock, bytes, from, to));
  for (const range of ranges) {
    const closed = endsWithin(source.file, range, Buffer.from(operation.key), isEnd, until);
    if (closed !== false) return closed;
  }
  return false;
}

/** A line may open several keys (an id, its number), a key several steps: the first line of each is told, once. */
function oncePerKey(operations: readonly Operation[]): readonly Operation[] {
  const lines = new Set<number>();
  const keys = new Set<string>();
  return [...operations]
    .sort((a, b) => a.offset - b.offset)
    .filter(({ offset, key }) => {
      const isNew = !lines.has(offset) && !keys.has(key);
      lines.add(offset);
      keys.add(key);
      return isNew;
    });
}

interface Found {
  readonly candidates: readonly Candidate[];
  readonly inFlight: number;
  /** Where the end of each candidate has not been looked for yet. */
  readonly unread: (offset: number) => readonly Range[];
  readonly readBytes: number;
  readonly isComplete: boolean;
}

const lengthOf = (ranges: readonly Range[]): number => ranges.reduce((sum, [from, to]) => sum + to - from, 0);

const inLearnt = ({ mined, judged }: Learnt, { learnt }: Plan, nearMs: readonly number[]): Found => ({
  candidates: judged.flatMap((one) =>
    [...one.overdue, ...one.cut.filter(({ line }) => isNear(mined.window.lineMs[line] ?? 0, nearMs))].map(
      ({ line }) => ({
        judged: one,
        finished: one.pair.finished,
        offset: mined.window.lineOffset[line] ?? 0,
      }),
    ),
  ),
  inFlight: judged.reduce((sum, { inFlight }) => sum + inFlight, 0),
  unread: (offset) => gapsBehind(learnt, offset),
  readBytes: lengthOf(learnt),
  isComplete: true,
});

/** Of what is cut off only what began when a process did, or when it stopped, is worth looking for its end. */
const isNear = (ms: number, moments: readonly number[]): boolean =>
  moments.some((moment) => Math.abs(moment - ms) <= nearByMs);

function inScanned(source: Source, learnt: Learnt, range: Range, when: When, until: () => boolean): Found {
  const { pairs, lines, offset: reached } = scan(source, learnt, range, until);
  const bytesPerLine = Math.max(1, (reached - range[0]) / Math.max(1, lines));
  const ageOf = (offset: number): number => {
    const bytes = lineAt(source, offset);
    if (!source.clock || !source.calendar)
      return when.isSilent ? Number.POSITIVE_INFINITY : (reached - offset) / bytesPerLine;
    return readStamp(source.clock, bytes, 0, bytes.length)
      ? when.nowMs - source.calendar.moment(stamp.ms, stamp.zone)
      : 0;
  };
  const weighed = pairs.map((pair) => ({ pair, ...overdueIn(pair, ageOf) }));
  return {
    candidates: weighed.flatMap(({ pair, overdue }) =>
      overdue.map((offset) => ({ judged: pair.judged, finished: pair.finished, offset })),
    ),
    inFlight: weighed.reduce((sum, { inFlight }) => sum + inFlight, 0),
    unread: (offset) => [[offset, Math.min(reached, offset + failureWithin)]],
    readBytes: reached - range[0],
    isComplete: reached >= range[1],
  };
}

export interface Moment {
  /** null for a file alone: it ends when its last line was written. */
  readonly nowMs: number | null;
  readonly isSilent: boolean;
  /** When its processes began and stopped. */
  readonly nearMs: readonly number[];
}

export function operationsIn(source: Source, plan: Plan, moment: Moment, until: () => boolean): Operations {
  const window = takeIn(source, plan.learnt, until);
  const when: When = {
    nowMs: Math.max(moment.nowMs ?? Number.NEGATIVE_INFINITY, latest(window)),
    isSilent: moment.isSilent,
  };
  const learnt = learn(window, when);
  const found = plan.scanned
    ? inScanned(source, learnt, plan.scanned, when, until)
    : inLearnt(learnt, plan, moment.nearMs);
  let isComplete = found.isComplete;
  const open = found.candidates.flatMap((candidate) => {
    const operation = operationOf(source, learnt, candidate);
    if (!operation) return [];
    const closed = isClosed(
      source,
      operation,
      closing(learnt, candidate.judged),
      found.unread(operation.offset),
      until,
    );
    if (closed === null) isComplete = false;
    return closed === true ? [] : [operation];
  });
  return { open: oncePerKey(open), inFlight: found.inFlight, window, readBytes: found.readBytes, isComplete };
}

function latest({ lineMs, lineCount }: Window): number {
  let last = Number.NEGATIVE_INFINITY;
  for (let line = 0; line < lineCount; line++)
    last = Math.max(last, lineMs[line] || Number.NEGATIVE_INFINITY);
  return last;
}
