/**
 * What was learnt, compiled for scanning: from signatures, and from beginnings that tell enough, to what a line does.
 */
import type { Slot } from './events.ts';
import type { Learnt } from './index.ts';
import type { Judged } from './judge.ts';
import type { Mined } from './pairs.ts';
import { tokens, type Decisions } from './tokens.ts';

/** What a line of some signature does to a pair: begins with, or ends, the key at this place. */
export interface Act {
  readonly pair: number;
  readonly begins: boolean;
  readonly position: number;
  readonly isPart: boolean;
}

export type Acts = readonly Act[];
export const nothing: Acts = [];

export interface Table {
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
    const own = { pair, begins, position: slot.position, isPart: slot.isPart };
    const list = acts.get(slot.template);
    if (list) list.push(own);
    else acts.set(slot.template, [own]);
  };
  for (const [index, { pair }] of pairs.entries()) {
    for (const slot of pair.ends) add(slot, index, false);
    add(pair.begin, index, true);
  }
  return acts;
}

export function compiled({ mined, judged }: Learnt): Table {
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
    const first = running.find((prefix) => (together.get(prefix) ?? null) !== null);
    const acts = first === undefined ? null : together.get(first);
    if (first === undefined || !acts || codes[first & (size - 1)] !== 0) continue;
    signatures[first & (size - 1)] = first;
    codes[first & (size - 1)] = decided.push(acts) - 1;
  }
  return { decisions: { mask: size - 1, signatures, codes }, decided };
}

/** A signature that the learner never saw: a template may fit it all the same, with a new name in a free place. */
export function actsOfUnknown({ free }: Table, bytes: Buffer): Acts {
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
