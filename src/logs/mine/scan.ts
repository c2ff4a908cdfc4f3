/**
 * Learnt small, scanned whole: what the learner accepted is compiled to a table from signatures to what they begin and
 * end, and every byte of a range is run past it. No strings are made; what is kept is the operations that are open.
 */
import { lineStartFrom } from '../lines.ts';
import type { Clock } from '../timestamps/detect.ts';
import { readStamp, stamp } from '../timestamps/read.ts';
import type { Learnt } from './index.ts';
import type { Judged } from './judge.ts';
import { openTable, type OpenTable } from './open-table.ts';
import { actsOfUnknown, compiled, type Acts, type Table } from './table.ts';
import { addTokens, begin, hashKey, longestLooked, tokens } from './tokens.ts';
import { hashPart } from './values.ts';
import type { Source } from './window.ts';

/** Of one pair, after the scan. */
export interface Scanned {
  readonly judged: Judged;
  finished: number;
  lost: number;
  stray: number;
  readonly open: OpenTable;
  /** More were open at once than any program has: it is no operation. */
  isGivenUp: boolean;
}

const mostOpen = 1_000_000;
const mostKnown = 220_000;

export interface Scan {
  readonly pairs: readonly Scanned[];
  readonly lines: number;
  /** How far it came. */
  readonly offset: number;
}

/** What fits into a processor's own memory is read again faster. */
const chunkBytes = 256 * 1024;
const newline = 10;

/** Runs the lines that begin in a range past what was learnt. */
export function scan(
  source: Source,
  learnt: Learnt,
  range: readonly [number, number],
  until: () => boolean,
): Scan {
  const { file } = source;
  const table = compiled(learnt);
  const pairs = learnt.judged.map((judged): Scanned => ({
    judged,
    finished: 0,
    lost: 0,
    stray: 0,
    open: openTable(),
    isGivenUp: false,
  }));
  const buffer = Buffer.allocUnsafe(chunkBytes);
  const end = Math.min(range[1], file.sizeBytes);
  let offset = range[0];
  let lines = 0;
  while (offset < end && !until()) {
    const filled = file.readInto(buffer, offset);
    if (filled === 0) break;
    const stop = buffer.subarray(0, filled).lastIndexOf(newline) + 1;
    if (stop === 0 && offset + filled < end) {
      // A line that is longer than the buffer: what it begins with is enough.
      lines += scanned(source, table, pairs, buffer, longestLooked, offset);
      offset = lineStartFrom(file, offset + filled);
      continue;
    }
    const most = Math.min(stop === 0 ? filled : stop, end - offset);
    lines += scanned(source, table, pairs, buffer, most, offset);
    offset += most;
  }
  return { pairs, lines, offset };
}

/** The lines in the first `to` bytes of the buffer, which stand at `offset` in the file. How many there are. */
function scanned(
  { clock }: Source,
  table: Table,
  pairs: readonly Scanned[],
  bytes: Buffer,
  to: number,
  offset: number,
): number {
  // Where the stamp always stands at one place in so many bytes, it is skipped without being read.
  const skipFrom = clock && clock.isFixed && clock.length > 0 ? clock.offset : -1;
  const skipTo = skipFrom + (clock?.length ?? 0);
  const { known } = table;
  let lines = 0;
  let from = 0;
  while (from < to) {
    begin();
    let at = from;
    let isWhole = true;
    if (skipFrom >= 0 && clock) {
      isWhole = hasStamp(clock, bytes, from + skipFrom);
      if (isWhole) {
        if (skipFrom > 0) addTokens(bytes, from, from + skipFrom);
        at = addTokens(bytes, from + skipTo, to, table.decisions);
      }
    } else if (clock) {
      const stop = lineEnd(bytes, from, to);
      isWhole = readStamp(clock, bytes, from, stop);
      if (isWhole) {
        const { start, end } = stamp;
        addTokens(bytes, from, start);
        at = addTokens(bytes, end, to, table.decisions);
      }
    } else at = addTokens(bytes, from, to, table.decisions);
    lines++;
    if (isWhole) {
      let acts = tokens.decision === 0 ? known.get(tokens.signature) : table.decided[tokens.decision];
      if (acts === undefined) {
        acts = actsOfUnknown(table, bytes);
        if (known.size < mostKnown) known.set(tokens.signature, acts);
      }
      if (acts.length > 0) act(pairs, acts, bytes, offset + from);
    }
    from = (bytes[at] === newline ? at : lineEnd(bytes, at, to)) + 1;
  }
  return lines;
}

function hasStamp({ format, marks }: Clock, bytes: Buffer, at: number): boolean {
  if (format.begins[bytes[at] ?? 0] !== 1) return false;
  for (let index = 0; index < marks.length; index += 2) {
    if (bytes[at + (marks[index] ?? 0)] !== marks[index + 1]) return false;
  }
  return true;
}

function lineEnd(bytes: Buffer, from: number, to: number): number {
  const stop = bytes.indexOf(newline, from);
  return stop < 0 || stop > to ? to : stop;
}

function act(pairs: readonly Scanned[], acts: Acts, bytes: Buffer, offset: number): void {
  for (let index = 0; index < acts.length; index++) {
    const own = acts[index];
    const pair = own && pairs[own.pair];
    if (!pair || pair.isGivenUp) continue;
    const from = tokens.starts[own.position] ?? 0;
    const to = tokens.ends[own.position] ?? 0;
    if (!own.isPart) hashKey(bytes, from, to);
    else if (!hashPart(bytes, from, to)) continue;
    if (own.begins) begun(pair, offset);
    else if (pair.open.end()) pair.finished++;
    else pair.stray++;
  }
}

function begun(pair: Scanned, offset: number): void {
  if (pair.open.begin(offset)) pair.lost++;
  else if (pair.open.size > mostOpen) {
    pair.isGivenUp = true;
    pair.open.clear();
  }
}
