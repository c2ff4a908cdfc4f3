/**
 * The open operations of one log: mined in stretches of it, then looked for in the rest, each with its line, its key and
 * how the others of its kind went.
 */
import { lineStartFrom } from './lines.ts';
import { learn, type Learnt } from './mine/index.ts';
import { longestOf, medianOf, type Judged } from './mine/judge.ts';
import type { Open } from './mine/pairs.ts';
import { endsWithin, signatureAt } from './mine/verify.ts';
import { takeIn, type Source, type Window } from './mine/window.ts';
import { addTokens, begin, textOf, tokens } from './mine/tokens.ts';
import { readStamp, stamp } from './timestamps/read.ts';

export interface Operation {
  readonly key: string;
  readonly offset: number;
  readonly beganMs: number | null;
  readonly bytes: Buffer;
  readonly finished: number;
  /** Milliseconds; null without a clock. */
  readonly medianMs: number | null;
  readonly longestMs: number | null;
  readonly isStanding: boolean;
}

export interface Operations {
  readonly open: readonly Operation[];
  readonly inFlight: number;
  readonly window: Window;
  readonly minedBytes: number;
  /** Its ends were looked for up to the end of the file. */
  readonly isComplete: boolean;
}

const megabyte = 1024 * 1024;

export interface Bounds {
  /** Taken in before and behind each moment of interest. */
  readonly before: number;
  readonly behind: number;
  readonly whole: number;
}

export const usualBounds: Bounds = { before: 3 * megabyte, behind: megabyte, whole: 6 * megabyte };

/** The stretches around the places of interest and the end of the file, in order, where they meet as one. */
export function stretches(
  source: Source,
  places: readonly number[],
  bounds: Bounds,
): readonly (readonly [number, number])[] {
  const { file } = source;
  if (file.sizeBytes - file.begins <= bounds.whole) return [[file.begins, file.sizeBytes]];
  const wanted = [
    ...places.map((at) => [at - bounds.before, at + bounds.behind] as const),
    [file.sizeBytes - bounds.before, file.sizeBytes] as const,
  ]
    .map(([from, to]) => [Math.max(file.begins, from), Math.min(file.sizeBytes, to)] as const)
    .sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of wanted) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged.map(([from, to]) => [lineStartFrom(file, from), to] as const);
}

export interface Moment {
  readonly nowMs: number | null;
  readonly isSilent: boolean;
}

/** The line that begins at `offset`. */
export function lineAt(
  { file }: Source,
  offset: number,
): { readonly bytes: Buffer; readonly from: number; readonly to: number } {
  const bytes = file.read(offset, 64 * 1024);
  const stop = bytes.indexOf(10);
  const to = stop < 0 ? bytes.length : stop;
  return { bytes, from: 0, to: bytes[to - 1] === 13 ? to - 1 : to };
}

function tokenise(source: Source, bytes: Buffer, from: number, to: number): void {
  begin();
  if (source.clock && readStamp(source.clock, bytes, from, to)) {
    const { start, end } = stamp;
    addTokens(bytes, from, start);
    addTokens(bytes, end, to);
  } else addTokens(bytes, from, to);
}

const isFigure = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

/** The key's text, as it stands in its first line. */
function keyText(source: Source, judged: Judged, offset: number): string {
  const { bytes, from, to } = lineAt(source, offset);
  tokenise(source, bytes, from, to);
  const { begin: slot } = judged.pair;
  const start = tokens.starts[slot.position] ?? 0;
  const end = tokens.ends[slot.position] ?? 0;
  const whole = textOf(bytes, start, end);
  if (!slot.isPart) return whole;
  const name = whole.lastIndexOf('/');
  if (name >= 0) return whole.slice(name + 1);
  let first = end;
  while (first > start && isFigure(bytes[first - 1])) first--;
  return textOf(bytes, first, end);
}

function operationOf(source: Source, { mined }: Learnt, judged: Judged, open: Open): Operation {
  const { window } = mined;
  const offset = window.lineOffset[open.line] ?? 0;
  const { bytes, to } = lineAt(source, offset);
  const beganMs = window.lineMs[open.line] ?? Number.NaN;
  return {
    key: keyText(source, judged, offset),
    offset,
    beganMs: Number.isNaN(beganMs) ? null : beganMs,
    bytes: bytes.subarray(0, to),
    finished: judged.pair.finished,
    medianMs: window.hasClock ? medianOf(judged.pair) : null,
    longestMs: window.hasClock ? longestOf(judged.pair) : null,
    isStanding: judged.isStanding,
  };
}

/** What was not taken in, behind a line. */
function gapsBehind(
  ranges: readonly (readonly [number, number])[],
  offset: number,
): readonly (readonly [number, number])[] {
  return ranges.flatMap(([, to], index) => {
    const next = ranges[index + 1];
    return next && to >= offset ? [[to, next[0]] as const] : [];
  });
}

function isClosedElsewhere(
  source: Source,
  learnt: Learnt,
  judged: Judged,
  operation: Operation,
  ranges: readonly (readonly [number, number])[],
  until: () => boolean,
): boolean | null {
  const { mined } = learnt;
  const ends = new Set(judged.pair.ends.map(({ template }) => template));
  const closing = new Set(
    mined.window.signatures.flatMap(({ id, hash }) => {
      const template = mined.templates.list[mined.templates.ofSignature[id] ?? -1];
      return template && (ends.has(template.id) || template.isError) ? [hash] : [];
    }),
  );
  const isEnd = (bytes: Buffer, from: number, to: number): boolean =>
    closing.has(signatureAt(source.clock, bytes, from, to));
  for (const range of gapsBehind(ranges, operation.offset)) {
    const closed = endsWithin(source.file, range, Buffer.from(operation.key), isEnd, until);
    if (closed !== false) return closed;
  }
  return false;
}

/** The same line may open several keys (an id, its number): it is told once. */
function oncePerLine(operations: readonly Operation[]): readonly Operation[] {
  const byLine = new Map<number, Operation>();
  for (const operation of operations)
    if (!byLine.has(operation.offset)) byLine.set(operation.offset, operation);
  return [...byLine.values()].sort((a, b) => a.offset - b.offset);
}

export function operationsIn(
  source: Source,
  ranges: readonly (readonly [number, number])[],
  moment: Moment,
  until: () => boolean,
): Operations {
  const window = takeIn(source, ranges, until);
  const lastMs = latest(window);
  const learnt = learn(window, {
    nowMs: Math.max(moment.nowMs ?? Number.NEGATIVE_INFINITY, lastMs),
    isSilent: moment.isSilent,
  });
  let isComplete = true;
  const open = learnt.judged.flatMap((judged) =>
    judged.overdue.flatMap((one) => {
      const operation = operationOf(source, learnt, judged, one);
      const closed = isClosedElsewhere(source, learnt, judged, operation, ranges, until);
      if (closed === null) isComplete = false;
      return closed === true ? [] : [operation];
    }),
  );
  return {
    open: oncePerLine(open),
    inFlight: learnt.judged.reduce((sum, { inFlight }) => sum + inFlight, 0),
    window,
    minedBytes: window.bytes,
    isComplete,
  };
}

function latest({ lineMs, lineCount }: Window): number {
  let last = Number.NEGATIVE_INFINITY;
  for (let line = 0; line < lineCount; line++)
    if ((lineMs[line] ?? Number.NaN) > last) last = lineMs[line] ?? last;
  return last;
}
