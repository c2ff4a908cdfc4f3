/**
 * Where each value occurs: for every key its events (which place of which template, in which line), in order of lines.
 * A place of a template that holds values is a slot.
 */
import { isMeasure, isUnit } from './words.ts';
import type { Templates } from './templates.ts';
import { shortMark, valueKind } from './values.ts';
import type { Window } from './window.ts';

export interface Slot {
  readonly id: number;
  readonly template: number;
  readonly position: number;
  /** A part of the token only (`12` of `m12`). */
  readonly isPart: boolean;
  /** `id` of `id=…`, else the word before; '' where there is none. */
  readonly name: string;
  count: number;
  distinct: number;
  /** Lengths of its values tell little, but keys of one or two characters meet by chance. */
  shortKeys: number;
}

export interface Events {
  readonly slots: readonly Slot[];
  readonly keyCount: number;
  /** Events of key k: from firstOfKey[k] to firstOfKey[k + 1]. */
  readonly firstOfKey: Int32Array;
  readonly line: Int32Array;
  readonly slot: Int32Array;
  /** Keys of slot s, each once: from firstKeyOfSlot[s]. */
  readonly firstKeyOfSlot: Int32Array;
  readonly keyOfSlot: Int32Array;
}

const positions = 64;

/** Places whose values measure something, or are times: no key. */
function isMeasured(words: readonly (string | null)[], isNamed: readonly boolean[], at: number): boolean {
  const before = words[at - 1];
  if (before !== null && before !== undefined && isMeasure(before.toLowerCase())) return true;
  const after = words[at + 1];
  // `5 rows` measures, `item=5 rows=7` does not.
  return after !== null && after !== undefined && isUnit(after.toLowerCase()) && isNamed[at + 2] !== true;
}

interface Collected {
  readonly slots: Slot[];
  readonly keys: number[];
  readonly lines: number[];
  readonly slotIds: number[];
}

function slotFor(
  collected: Collected,
  known: Map<number, Slot>,
  templates: Templates,
  template: number,
  position: number,
  isPart: boolean,
): Slot {
  const at = (template * positions + position) * 2 + (isPart ? 1 : 0);
  const before = known.get(at);
  if (before) return before;
  const name = templates.list[template]?.words[position - 1]?.toLowerCase() ?? '';
  const slot: Slot = {
    id: collected.slots.length,
    template,
    position,
    isPart,
    name,
    count: 0,
    distinct: 0,
    shortKeys: 0,
  };
  known.set(at, slot);
  collected.slots.push(slot);
  return slot;
}

function usable(templates: Templates): readonly (readonly number[])[] {
  return templates.list.map(({ words, isNamed }) =>
    words.flatMap((word, at) => (word === null && !isMeasured(words, isNamed, at) ? [at] : [])),
  );
}

export function eventsOf(window: Window, templates: Templates): Events {
  const collected: Collected = { slots: [], keys: [], lines: [], slotIds: [] };
  const known = new Map<number, Slot>();
  const places = usable(templates);
  const add = (key: number, line: number, slot: Slot): void => {
    slot.count++;
    collected.keys.push(key);
    collected.lines.push(line);
    collected.slotIds.push(slot.id);
  };
  const withParts = placesWithParts(window, templates, places);
  for (let line = 0; line < window.lineCount; line++) {
    const template = templates.ofSignature[window.lineSignature[line] ?? 0] ?? 0;
    const first = window.firstToken[line] ?? 0;
    for (const position of places[template] ?? []) {
      const kind = window.kinds[first + position] ?? 0;
      if (isNoKey(kind)) continue;
      const slot = slotFor(collected, known, templates, template, position, false);
      if ((kind & shortMark) !== 0) slot.shortKeys++;
      add(window.keys[first + position] ?? 0, line, slot);
      const part = window.partKeys[first + position] ?? -1;
      if (part >= 0 && withParts.has(template * positions + position)) {
        add(part, line, slotFor(collected, known, templates, template, position, true));
      }
    }
  }
  return indexed(collected, window.keyCount);
}

const isNoKey = (kind: number): boolean =>
  (kind & ~shortMark) === valueKind.quantity || (kind & ~shortMark) === valueKind.time;

/** Places of which nearly all values have a part: the few hexadecimal ids that look like `a12` make no such place. */
function placesWithParts(
  window: Window,
  templates: Templates,
  places: readonly (readonly number[])[],
): ReadonlySet<number> {
  const seen = new Map<number, { all: number; parts: number }>();
  for (let line = 0; line < window.lineCount; line++) {
    const template = templates.ofSignature[window.lineSignature[line] ?? 0] ?? 0;
    for (const position of places[template] ?? []) {
      const place = template * positions + position;
      const count = seen.get(place) ?? { all: 0, parts: 0 };
      if (count.all === 0) seen.set(place, count);
      count.all++;
      if (window.partKeys[(window.firstToken[line] ?? 0) + position] !== -1) count.parts++;
    }
  }
  return new Set([...seen].flatMap(([place, { all, parts }]) => (parts >= 0.9 * all ? [place] : [])));
}

/** The same, sorted by key: a counting sort keeps the order of lines. */
function indexed({ slots, keys, lines, slotIds }: Collected, keyCount: number): Events {
  const firstOfKey = new Int32Array(keyCount + 1);
  for (const key of keys) firstOfKey[key + 1] = (firstOfKey[key + 1] ?? 0) + 1;
  for (let key = 0; key < keyCount; key++)
    firstOfKey[key + 1] = (firstOfKey[key + 1] ?? 0) + (firstOfKey[key] ?? 0);
  const next = firstOfKey.slice();
  const line = new Int32Array(keys.length);
  const slot = new Int32Array(keys.length);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] ?? 0;
    const at = next[key] ?? 0;
    next[key] = at + 1;
    line[at] = lines[index] ?? 0;
    slot[at] = slotIds[index] ?? 0;
  }
  return {
    slots,
    keyCount,
    firstOfKey,
    line,
    slot,
    ...keysOfSlots(slots, keyCount, firstOfKey, slot),
  };
}

function keysOfSlots(
  slots: readonly Slot[],
  keyCount: number,
  firstOfKey: Int32Array,
  slot: Int32Array,
): Pick<Events, 'firstKeyOfSlot' | 'keyOfSlot'> {
  const lastKey = new Int32Array(slots.length).fill(-1);
  const each = (visit: (slotId: number, key: number) => void): void => {
    lastKey.fill(-1);
    for (let key = 0; key < keyCount; key++) {
      for (let at = firstOfKey[key] ?? 0; at < (firstOfKey[key + 1] ?? 0); at++) {
        const id = slot[at] ?? 0;
        if (lastKey[id] === key) continue;
        lastKey[id] = key;
        visit(id, key);
      }
    }
  };
  const firstKeyOfSlot = new Int32Array(slots.length + 1);
  each((id) => {
    firstKeyOfSlot[id + 1] = (firstKeyOfSlot[id + 1] ?? 0) + 1;
    const one = slots[id];
    if (one) one.distinct++;
  });
  for (let id = 0; id < slots.length; id++)
    firstKeyOfSlot[id + 1] = (firstKeyOfSlot[id + 1] ?? 0) + (firstKeyOfSlot[id] ?? 0);
  const next = firstKeyOfSlot.slice();
  const keyOfSlot = new Int32Array(firstKeyOfSlot[slots.length] ?? 0);
  each((id, key) => {
    const at = next[id] ?? 0;
    next[id] = at + 1;
    keyOfSlot[at] = key;
  });
  return { firstKeyOfSlot, keyOfSlot };
}
