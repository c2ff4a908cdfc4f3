/**
 * The operations of one kind that are open: key → where it began. Tens of millions pass through it, few stay: a table
 * with open addressing in flat arrays (Knuth, The Art of Computer Programming, 6.4, algorithms L and R), which neither
 * allocates nor leaves anything to be collected.
 */
import { halves } from './tokens.ts';

export interface OpenTable {
  readonly size: number;
  /** The key is the one that `hashKey` saw last. Answers whether it was open already. */
  begin(offset: number): boolean;
  /** Whether it was open. */
  end(): boolean;
  clear(): void;
  offsets(): readonly number[];
}

const smallest = 1024;

export function openTable(): OpenTable {
  let mask = smallest - 1;
  let ones = new Int32Array(smallest);
  let others = new Int32Array(smallest);
  /** -1 where a place is free. */
  let offsets = new Float64Array(smallest).fill(-1);
  let size = 0;

  const placeOf = (one: number, other: number): number => {
    let place = one & mask;
    while (offsets[place] !== -1 && (ones[place] !== one || others[place] !== other))
      place = (place + 1) & mask;
    return place;
  };
  const put = (place: number, one: number, other: number, offset: number): void => {
    ones[place] = one;
    others[place] = other;
    offsets[place] = offset;
  };
  const reset = (length: number): void => {
    mask = length - 1;
    ones = new Int32Array(length);
    others = new Int32Array(length);
    offsets = new Float64Array(length).fill(-1);
  };
  const grow = (): void => {
    const before = { ones, others, offsets };
    reset((mask + 1) * 2);
    for (const [index, offset] of before.offsets.entries()) {
      if (offset === -1) continue;
      const one = before.ones[index] ?? 0;
      const other = before.others[index] ?? 0;
      put(placeOf(one, other), one, other, offset);
    }
  };
  /** What stands behind a place that becomes free moves up, unless it would come before its own place. */
  const free = (place: number): void => {
    let hole = place;
    for (let next = (hole + 1) & mask; offsets[next] !== -1; next = (next + 1) & mask) {
      const own = (ones[next] ?? 0) & mask;
      if (((next - own) & mask) < ((next - hole) & mask)) continue;
      put(hole, ones[next] ?? 0, others[next] ?? 0, offsets[next] ?? -1);
      hole = next;
    }
    offsets[hole] = -1;
  };

  return {
    get size() {
      return size;
    },
    begin(offset) {
      const place = placeOf(halves.one, halves.other);
      const wasOpen = offsets[place] !== -1;
      put(place, halves.one, halves.other, offset);
      if (!wasOpen && ++size * 2 > mask) grow();
      return wasOpen;
    },
    end() {
      const place = placeOf(halves.one, halves.other);
      if (offsets[place] === -1) return false;
      free(place);
      size--;
      return true;
    },
    clear() {
      reset(smallest);
      size = 0;
    },
    offsets: () => [...offsets].filter((offset) => offset !== -1).sort((a, b) => a - b),
  };
}
