/** The flat tables say what Map says, whatever is put in and taken out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { interned } from '../../../src/logs/mine/interned.ts';
import { openTable } from '../../../src/logs/mine/open-table.ts';
import { hashKey } from '../../../src/logs/mine/tokens.ts';

const hash = (key: string): void => {
  const bytes = Buffer.from(key);
  hashKey(bytes, 0, bytes.length);
};

const keys = fc.integer({ min: 0, max: 4000 }).map((number) => `key-${number}`);

test('what is open', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), keys), { maxLength: 6000, minLength: 2000 }), (steps) => {
      const table = openTable();
      const map = new Map<string, number>();
      for (const [index, [begins, key]] of steps.entries()) {
        hash(key);
        if (begins) {
          assert.equal(table.begin(index), map.has(key));
          map.set(key, index);
        } else assert.equal(table.end(), map.delete(key));
      }
      assert.equal(table.size, map.size);
      assert.deepEqual(
        table.offsets(),
        [...map.values()].sort((a, b) => a - b),
      );
    }),
    { numRuns: 20 },
  );
});

test('numbers of keys', () => {
  const numbers = interned();
  const map = new Map<string, number>();
  for (let index = 0; index < 50_000; index++) {
    const key = `key-${(index * 7919) % 20_011}`;
    hash(key);
    if (!map.has(key)) map.set(key, map.size);
    assert.equal(numbers.number(), map.get(key));
  }
  assert.equal(numbers.count, map.size);
});
