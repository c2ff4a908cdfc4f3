/**
 * Memory of a real process in which words are wrong: whatever a pointer leads to, reading ends, soon and without an
 * exception.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { mapsPath, parseMaps, type MapRow } from '../../../src/sources/proc/maps.ts';
import { pythonStacks } from '../../../src/sources/python/index.ts';
import { liveView } from '../../../src/view/live.ts';
import { valueOf, type View } from '../../../src/view/view.ts';
import { viewOf } from './image.ts';
import { eventually, pythons, run, stacksOf, type Running } from './pythons.ts';

const source = `
import sys, threading, time
def deep(n):
    return deep(n - 1) if n else time.sleep(1000)
for n in range(4):
    thread = threading.Thread(target=deep, args=(5,))
    thread.daemon = True
    thread.start()
sys.stdout.write('ready')
sys.stdout.flush()
time.sleep(1000)
`;

const rounds = 50;
const started: Running[] = [];

after(() => {
  for (const running of started) running.end();
});

/** The same numbers in every run (a linear congruential generator). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Now and then a word is another one: noise, a number that is too large, or a pointer to somewhere that exists. */
function spoiled(
  view: View,
  seed: number,
  oneIn: number,
): { readonly view: View; readonly reads: () => number } {
  const random = numbers(seed);
  const addresses: bigint[] = [];
  let reads = 0;
  const other = (): bigint => {
    const kinds = [
      0n,
      2n ** 64n - 1n,
      2n ** 31n,
      BigInt(random(2 ** 32)),
      addresses[random(addresses.length)] ?? 1n,
    ];
    return kinds[random(kinds.length)] ?? 0n;
  };
  const bad = viewOf((pid, address, length) => {
    reads += 1;
    if (random(8) === 0) addresses.push(address);
    const bytes = valueOf(view.memory(pid, address, length));
    if (!bytes || length < 8) return bytes;
    const copy = bytes.slice();
    const data = new DataView(copy.buffer);
    for (let at = 0; at + 8 <= copy.length; at += 8)
      if (random(oneIn) === 0) data.setBigUint64(at, other(), true);
    return copy;
  });
  return { view: bad, reads: () => reads };
}

describe('garbage in memory', () => {
  for (const { path, version } of pythons()) {
    it(`Python ${version}: ${rounds} times`, async () => {
      const running = run([path], source);
      started.push(running);
      const pid = running.child.pid ?? 0;
      const view = liveView();
      await eventually(() => {
        assert.equal(stacksOf(pid).threads.size, 5);
      });
      const maps: readonly MapRow[] = parseMaps(valueOf(view.text(mapsPath(pid))) ?? '');
      const tids = (valueOf(view.names(`/proc/${pid}/task`)) ?? []).map(Number);
      let read = 0;
      for (let round = 1; round <= rounds; round += 1) {
        const wrong = spoiled(view, round, 10 * 2 ** (round % 10));
        const stacks = pythonStacks(wrong.view, pid, maps, tids);
        assert.ok(wrong.reads() < 100_200, `${wrong.reads()} reads`);
        if ('why' in stacks) continue;
        read += 1;
        for (const frames of stacks.threads.values()) assert.ok(frames.length <= 1024);
      }
      assert.ok(read > 0, 'in none of the rounds it came as far as a stack');
      running.end();
    });
  }
});
