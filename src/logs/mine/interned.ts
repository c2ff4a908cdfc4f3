/** Numbers for keys, 0, 1, 2 … in the order in which they are first met: a table with open addressing in flat arrays. */
import { halves } from './tokens.ts';

export interface Interned {
  readonly count: number;
  /** The number of the key that `hashKey` saw last. */
  number(): number;
}

const smallest = 8192;

export function interned(): Interned {
  let mask = smallest - 1;
  let ones = new Int32Array(smallest);
  let others = new Int32Array(smallest);
  /** Number + 1; 0 where a place is free. */
  let numbers = new Int32Array(smallest);
  let count = 0;

  const placeOf = (one: number, other: number): number => {
    let place = one & mask;
    while (numbers[place] !== 0 && (ones[place] !== one || others[place] !== other))
      place = (place + 1) & mask;
    return place;
  };
  const put = (place: number, one: number, other: number, number: number): void => {
    ones[place] = one;
    others[place] = other;
    numbers[place] = number;
  };
  const grow = (): void => {
    const before = { ones, others, numbers };
    const length = (mask + 1) * 2;
    mask = length - 1;
    ones = new Int32Array(length);
    others = new Int32Array(length);
    numbers = new Int32Array(length);
    for (let index = 0; index < before.numbers.length; index++) {
      const number = before.numbers[index] ?? 0;
      if (number === 0) continue;
      const one = before.ones[index] ?? 0;
      const other = before.others[index] ?? 0;
      put(placeOf(one, other), one, other, number);
    }
  };
  return {
    get count() {
      return count;
    },
    number() {
      const { one, other } = halves;
      const place = placeOf(one, other);
      const known = numbers[place] ?? 0;
      if (known !== 0) return known - 1;
      count++;
      put(place, one, other, count);
      if (count * 2 > mask) grow();
      return count - 1;
    },
  };
}
