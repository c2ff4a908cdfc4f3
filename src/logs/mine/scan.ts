/**
 * Learnt small, scanned whole: what the learner accepted is compiled to a table from signatures to what they begin and
 * end, and every byte of a range is run past it. No strings are made; what is kept is the operations that are open.
 */
import { lineStartFrom } from '../lines.ts';
import type { Clock } from '../timestamps/detect.ts';
import { readStamp, stamp } from '../timestamps/read.ts';
import type { Learnt } from './index.ts';
import type { Judged } from './judge.ts';
import type { Slot } from './events.ts';
import { openTable, type OpenTable } from './open-table.ts';
import type { Mined } from './pairs.ts';
import { addTokens, begin, hashKey, longestLooked, tokens, type Decisions } from './tokens.ts';
import { partOf, type Source } from './window.ts';

/** What a line of some signature does to a pair: begins with, or ends, the key at this place. */
interface Act {
  readonly pair: number;
  readonly begins: boolean;
  readonly position: number;
  readonly isPart: boolean;
}

type Acts = readonly Act[];
const nothing: Acts = [];

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

interface Table {
  readonly known: Map<number, Acts>;
  /** What beginnings of lines decide: an index into `decided`. */
  readonly decisions: Decisions;
  readonly decided: readonly Acts[];
  /** Templates with free places for names, by their number of tokens: for signatures that nobody has seen yet. */
  readonly free: ReadonlyMap<
    number,
    readonly { readonly words: readonly (string | null)[]; readonly acts: Acts }[]
  >;
}

function actsByTemplate(pairs: readonly Judged[]): ReadonlyMap<number, Acts> {
  const acts = new Map<number, Act[]>();
  const add = (slot: Slot, pair: number, begins: boolean): void => {
    const act = { pair, begins, position: slot.position, isPart: slot.isPart };
    const list = acts.get(slot.template);
    if (list) list.push(act);
    else acts.set(slot.template, [act]);
  };
  for (const [index, { pair }] of pairs.entries()) {
    for (const slot of pair.ends) add(slot, index, false);
    add(pair.begin, index, true);
  }
  return acts;
}

function compiled({ mined, judged }: Learnt): Table {
  const acts = actsByTemplate(judged);
  const known = new Map<number, Acts>();
  for (const { id, hash } of mined.window.signatures) {
    known.set(hash, acts.get(mined.templates.ofSignature[id] ?? -1) ?? nothing);
  }
  const free = new Map<number, { words: readonly (string | null)[]; acts: Acts }[]>();
  for (const [template, own] of acts) {
    const words = mined.templates.list[template]?.words ?? [];
    const list = free.get(words.length) ?? [];
    list.push({ words, acts: own });
    free.set(words.length, list);
  }
  return { known, free, ...decisionsOf(mined, known) };
}

/** Beginnings behind which all known lines do the same, with keys that have been read by then: the rest is skipped. */
function decisionsOf(
  { window }: Mined,
  known: ReadonlyMap<number, Acts>,
): Pick<Table, 'decisions' | 'decided'> {
  const together = new Map<number, Acts | null>();
  for (const { hash, running } of window.signatures) {
    const acts = known.get(hash) ?? nothing;
    for (const [index, prefix] of running.entries()) {
      const before = together.get(prefix);
      const isSame =
        (before === undefined || before === acts) && acts.every(({ position }) => position <= index);
      together.set(prefix, isSame ? acts : null);
    }
  }
  const decided: Acts[] = [nothing];
  const size = 2 ** Math.ceil(Math.log2(Math.max(64, together.size * 8)));
  const signatures = new Int32Array(size);
  const codes = new Int32Array(size);
  for (const { running } of window.signatures) {
    const first = running.find((prefix) => together.get(prefix) != null);
    const acts = first === undefined ? null : together.get(first);
    if (first === undefined || !acts || codes[first & (size - 1)] !== 0) continue;
    signatures[first & (size - 1)] = first;
    codes[first & (size - 1)] = decided.push(acts) - 1;
  }
  return { decisions: { mask: size - 1, signatures, codes }, decided };
}

/** A signature that the learner never saw: a template may fit it all the same, with a new name in a free place. */
function actsOfUnknown({ free }: Table, bytes: Buffer): Acts {
  const fitting = (free.get(tokens.count) ?? []).find(({ words }) =>
    words.every(
      (word, index) =>
        word === null ||
        (tokens.isVariable[index] === 0 &&
          word === bytes.toString('utf8', tokens.starts[index], tokens.ends[index])),
    ),
  );
  return fitting?.acts ?? nothing;
}

export interface Scan {
  readonly pairs: readonly Scanned[];
  readonly lines: number;
  /** How far it came. */
  readonly offset: number;
}

const chunkBytes = 1024 * 1024;
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
  for (const [place, byte] of marks) if (bytes[at + place] !== byte) return false;
  return true;
}

function lineEnd(bytes: Buffer, from: number, to: number): number {
  const stop = bytes.indexOf(newline, from);
  return stop < 0 || stop > to ? to : stop;
}

function act(pairs: readonly Scanned[], acts: Acts, bytes: Buffer, offset: number): void {
  for (const { pair: index, begins, position, isPart } of acts) {
    const pair = pairs[index];
    if (!pair || pair.isGivenUp) continue;
    const from = tokens.starts[position] ?? 0;
    const to = tokens.ends[position] ?? 0;
    if (!isPart) hashKey(bytes, from, to);
    else if (partOf(bytes, from, to) === 0) continue;
    if (!begins) {
      if (pair.open.end()) pair.finished++;
      else pair.stray++;
      continue;
    }
    if (pair.open.begin(offset)) pair.lost++;
    if (pair.open.size > mostOpen) {
      pair.isGivenUp = true;
      pair.open.clear();
    }
  }
}
