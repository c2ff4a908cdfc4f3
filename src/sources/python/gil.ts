/**
 * Who holds the global interpreter lock: only that thread runs Python, the others wait for it or have let it go to wait
 * for something else. Up to 3.6 a variable names the holder; then a structure (Include/internal/pycore_gil.h)
 *
 *   interval 5000 (µs) | last_holder | locked 1, 0 or -1 | …
 *
 * in _PyRuntime, from 3.12 on one for each interpreter, to which it points.
 */
import type { Python } from './interpreter.ts';
import { isAddress, word, wordAt, type Memory } from './memory.ts';
import type { ThreadState } from './threads.ts';

/** The state of the thread that holds it; null: nobody, or not to be seen (also in a build without one). */
export function gilHolder(memory: Memory, python: Python, states: readonly ThreadState[]): number | null {
  const { runtime, current, offsets } = python;
  const addresses = new Set(states.map(({ address }) => address));
  if (current !== null) {
    const holder = wordAt(memory, current);
    return holder !== null && addresses.has(holder) ? holder : null;
  }
  if (offsets.interpreterGil !== null) {
    for (const interpreter of new Set(states.map((state) => state.interpreter))) {
      const gil = wordAt(memory, interpreter + offsets.interpreterGil);
      const holder = gil === null ? null : (lockAt(memory, python, gil, addresses)?.holder ?? null);
      if (holder !== null) return holder;
    }
    return null;
  }
  if (!runtime || offsets.runtimeGil === null) return null;
  // its place within _PyRuntime has changed between patch releases: it is near, and known by what it holds
  for (const distance of nearby) {
    const lock = lockAt(memory, python, runtime.address + offsets.runtimeGil + distance, addresses);
    if (lock) return lock.holder;
  }
  return null;
}

const nearby = [0, ...Array.from({ length: 32 }, (_, step) => [(step + 1) * -8, (step + 1) * 8]).flat()];

const longestIntervalMicroseconds = 60_000_000;

/** null: no such lock stands there. */
function lockAt(
  memory: Memory,
  { offsets }: Python,
  address: number,
  states: ReadonlySet<number>,
): { readonly holder: number | null } | null {
  const { gilHolder: holderAt, gilLocked: lockedAt } = offsets;
  if (holderAt === null || lockedAt === null || !isAddress(address)) return null;
  const bytes = memory.at(address, Math.max(holderAt, lockedAt) + 8);
  if (!bytes) return null;
  const interval = word(bytes, 0);
  const holder = word(bytes, holderAt);
  const locked = bytes.getInt32(lockedAt, true);
  if (interval < 1 || interval > longestIntervalMicroseconds) return null;
  if (locked !== 0 && locked !== 1) return null;
  // who held it last may have ended since
  if (locked === 0) return isAddress(holder) || holder === 0 ? { holder: null } : null;
  return states.has(holder) ? { holder } : null;
}
