/**
 * What follows what: how often a value that stood in slot a stands in slot b next, before it is in a again. An
 * operation's end follows its beginning nearly always.
 */
import type { Events } from './events.ts';

/** More slots than these for one key: it is no name of an operation. */
export const mostSlotsOfKey = 24;
const mostPairs = 200_000;

export interface Follow {
  /** How often b followed a. */
  count(a: number, b: number): number;
  /** Slots that ever followed a. */
  after(a: number): readonly number[];
  /** Slots that b ever followed. */
  before(b: number): readonly number[];
}

export function followsOf(events: Events): Follow {
  const { slots, firstOfKey, keyCount, line, slot } = events;
  const slotCount = slots.length;
  const counts = new Map<number, number>();
  const following = new Map<number, number[]>();
  const preceding = new Map<number, number[]>();
  const seen = new Int32Array(mostSlotsOfKey);
  const lastOf = new Int32Array(mostSlotsOfKey);
  const bump = (a: number, b: number): void => {
    const pair = a * slotCount + b;
    const before = counts.get(pair);
    if (before === undefined) {
      if (counts.size >= mostPairs) return;
      counts.set(pair, 1);
      append(following, a, b);
      append(preceding, b, a);
    } else counts.set(pair, before + 1);
  };
  const lastKeyOf = new Int32Array(slotCount).fill(-1);
  /** How many different slots a key stands in. */
  const slotsOf = (first: number, end: number): number => {
    let count = 0;
    for (let at = first; at < end; at++) {
      const id = slot[at] ?? 0;
      if (lastKeyOf[id] === first) continue;
      lastKeyOf[id] = first;
      count++;
    }
    return count;
  };
  for (let key = 0; key < keyCount; key++) {
    const first = firstOfKey[key] ?? 0;
    const end = firstOfKey[key + 1] ?? 0;
    if (end - first < 2) continue;
    if (slotsOf(first, end) > mostSlotsOfKey) continue;
    let known = 0;
    for (let at = first; at < end; at++) {
      const b = slot[at] ?? 0;
      let own = -1;
      for (let index = 0; index < known; index++) if (seen[index] === b) own = index;
      const lastB = own < 0 ? -1 : (lastOf[own] ?? -1);
      for (let index = 0; index < known; index++) {
        const lastA = lastOf[index] ?? 0;
        // Two values of one line follow nothing.
        if (index !== own && lastA > lastB && line[lastA] !== line[at]) bump(seen[index] ?? 0, b);
      }
      if (own < 0) {
        own = known++;
        seen[own] = b;
      }
      lastOf[own] = at;
    }
  }
  return {
    count: (a, b) => counts.get(a * slotCount + b) ?? 0,
    after: (a) => following.get(a) ?? [],
    before: (b) => preceding.get(b) ?? [],
  };
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
