/**
 * Operations that began and never ended, in logs of many shapes: every one is found, and nothing else is told; where
 * nothing hangs, nothing is told. The logs are made here, the same ones each time.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bounds } from '../../src/logs/stretches.ts';
import { reading } from '../../src/logs/stretches.ts';
import { hungShapes } from './making/hung.ts';
import { operationsOfText } from './making/mined.ts';
import { ordinary } from './making/ordinary.ts';

const told = (text: string, endMs: number, bounds: Bounds = reading) =>
  operationsOfText(text, endMs, bounds).map(({ key, offset }) => ({ key, offset }));

for (const { name, make } of hungShapes) {
  test(`found: ${name}`, () => {
    for (const hung of [1, 2, 3]) {
      const log = make(hung, hung);
      assert.deepEqual(told(log.text, log.endMs), log.unfinished);
    }
  });
}

for (const { name, make } of ordinary) {
  test(`nothing told: ${name}`, () => {
    const log = make(11, 0);
    assert.deepEqual(told(log.text, log.endMs), []);
  });
}

/** Learns from a little at the beginning and at the end, and looks through the rest, as with a large file. */
const small: Bounds = { whole: 100_000, before: 200_000, behind: 50_000, scanned: 1e9 };

for (const { name, make } of hungShapes.filter(({ make: of }) => of(1, 1).text.length > 400_000)) {
  test(`learnt from a part: ${name}`, () => {
    const log = make(4, 2);
    assert.deepEqual(told(log.text, log.endMs, small), log.unfinished);
    const well = make(5, 0);
    assert.deepEqual(told(well.text, well.endMs, small), []);
  });
}
