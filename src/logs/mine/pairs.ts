/**
 * Which slots begin an operation and which end it. For a beginning a, its ends are the slots that nearly always come
 * behind a and after which nothing of the kind comes: several together, where an operation may succeed or fail.
 */
import type { Events, Slot } from './events.ts';
import type { Follow } from './follow.ts';
import type { Template, Templates } from './templates.ts';
import { isStrongEnd, saysItGoesOn } from './words.ts';
import type { Window } from './window.ts';

/** An operation that is open: its beginning, by line of the window. */
export interface Open {
  readonly key: number;
  readonly line: number;
  /** The last line with this key, whatever it says. */
  readonly lastLine: number;
}

export interface Pair {
  readonly begin: Slot;
  readonly ends: readonly Slot[];
  readonly finished: number;
  /** Begun again without an end. */
  readonly lost: number;
  /** Lines in which one ended without a beginning; a beginning that came just behind takes one away. */
  readonly strays: readonly number[];
  readonly open: readonly Open[];
  /** How long the finished ones took, rising: milliseconds, or lines without a clock. */
  readonly durations: readonly number[];
  readonly distinct: number;
}

export interface Mined {
  readonly window: Window;
  readonly templates: Templates;
  readonly events: Events;
  readonly follow: Follow;
}

const mostSampled = 4096;

export const templateOf = ({ templates }: Mined, slot: Slot): Template | undefined =>
  templates.list[slot.template];

/** Slots that come behind a in nearly all of their own occurrences. */
function candidates(mined: Mined, a: Slot): readonly Slot[] {
  const { events, follow } = mined;
  return follow.after(a.id).flatMap((id) => {
    const b = events.slots[id];
    if (!b || b.template === a.template) return [];
    const count = follow.count(a.id, id);
    const isError = templateOf(mined, b)?.isError === true;
    const needed = (isError ? 0.6 : 0.8) * b.count;
    const fits =
      count >= needed || (b.count - count <= 2 && count >= 2) || explainedTogether(mined, a, b) >= needed;
    return fits ? [b] : [];
  });
}

/** How often b ends what one of several lines began, a among them, that never stand for the same key: GET or POST. */
function explainedTogether({ events, follow }: Mined, a: Slot, b: Slot): number {
  const own = follow.count(a.id, b.id);
  if (own < 0.5 * a.count) return own;
  return follow.before(b.id).reduce((sum, id) => {
    const other = events.slots[id];
    if (!other || other === a || other.template === a.template) return sum;
    const together = follow.count(a.id, id) + follow.count(id, a.id);
    return together <= 0.02 * Math.min(a.count, other.count) ? sum + follow.count(id, b.id) : sum;
  }, own);
}

/** Those of them after which no other comes, in most cases. */
function terminals(mined: Mined, a: Slot): readonly Slot[] {
  const { follow } = mined;
  const all = candidates(mined, a);
  // Where the same line tells the value twice, once is enough.
  const perTemplate = new Map<number, Slot>();
  for (const b of all) {
    const known = perTemplate.get(b.template);
    if (!known || follow.count(a.id, b.id) > follow.count(a.id, known.id)) perTemplate.set(b.template, b);
  }
  // The usual end first.
  const some = [...perTemplate.values()].sort((x, y) => follow.count(a.id, y.id) - follow.count(a.id, x.id));
  return some.filter((b) => {
    const words = templateOf(mined, b)?.fixed ?? [];
    const isRare = b.count < Math.max(3, a.count * 0.005);
    if (isRare && words.some(saysItGoesOn)) return false;
    return !some.some((other) => other !== b && follow.count(b.id, other.id) >= 0.5 * b.count);
  });
}

/** Walks every key of the beginning through its events: what began, ended, began again. */
function walked(mined: Mined, a: Slot, ends: readonly Slot[]): Pair {
  const { events, window } = mined;
  const { firstOfKey, firstKeyOfSlot, keyOfSlot, line, slot } = events;
  const isEnd = new Set(ends.map(({ id }) => id));
  let finished = 0;
  let lost = 0;
  const strays: number[] = [];
  const open: Open[] = [];
  const durations: number[] = [];
  const took = (from: number, to: number): number =>
    window.hasClock ? Math.max(0, (window.lineMs[to] ?? 0) - (window.lineMs[from] ?? 0)) : to - from;
  for (let index = firstKeyOfSlot[a.id] ?? 0; index < (firstKeyOfSlot[a.id + 1] ?? 0); index++) {
    const key = keyOfSlot[index] ?? 0;
    let begun = -1;
    let last = -1;
    let endedAt = -1;
    for (let at = firstOfKey[key] ?? 0; at < (firstOfKey[key + 1] ?? 0); at++) {
      const where = line[at] ?? 0;
      if (slot[at] === a.id) {
        if (begun >= 0 && begun !== where) lost++;
        // An end that another writer put down just before its beginning.
        if (endedAt >= 0 && isSameInstant(window, endedAt, where)) {
          strays.pop();
          finished++;
          endedAt = -1;
          begun = -1;
          last = where;
          continue;
        }
        begun = where;
        endedAt = -1;
      } else if (isEnd.has(slot[at] ?? -1) && where !== begun) {
        if (begun >= 0) {
          finished++;
          if (durations.length < mostSampled) durations.push(took(begun, where));
          endedAt = -1;
        } else if (endedAt !== where) {
          strays.push(where);
          endedAt = where;
        }
        begun = -1;
      }
      last = where;
    }
    if (begun >= 0) open.push({ key, line: begun, lastLine: last });
  }
  return {
    begin: a,
    ends,
    finished,
    lost,
    strays,
    open,
    durations: durations.sort((x, y) => x - y),
    distinct: a.distinct,
  };
}

function isSameInstant(window: Window, early: number, late: number): boolean {
  if (late - early > 50 || !window.hasClock) return false;
  const from = window.lineMs[early] ?? 0;
  const apart = (window.lineMs[late] ?? 0) - from;
  return apart >= 0 && apart <= (from % 1000 === 0 ? 1000 : 50) / (from % 1000 === 0 ? 1 : 1);
}

/** All beginnings with their ends, before anybody has judged them. */
export function pairsOf(mined: Mined): readonly Pair[] {
  return mined.events.slots.flatMap((a) => {
    if (a.count < 2) return [];
    const words = templateOf(mined, a)?.fixed ?? [];
    if (words.some(isStrongEnd)) return [];
    const ends = terminals(mined, a);
    if (ends.length === 0) return [];
    const pair = walked(mined, a, ends);
    return pair.finished >= 2 ? [pair] : [];
  });
}
