/** Symbols out of memory: a library with each kind of hash table, loaded into a program. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { mapsPath, parseMaps } from '../../../src/sources/proc/maps.ts';
import { loadedAt, symbolOf } from '../../../src/sources/python/elf.ts';
import { memoryOf } from '../../../src/sources/python/memory.ts';
import { liveView } from '../../../src/view/live.ts';
import { valueOf } from '../../../src/view/view.ts';
import { eventually } from './pythons.ts';

const scratch = mkdtempSync(join(tmpdir(), 'symbols-'));

after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Enough symbols that buckets and chains are used, and one that is only asked for: it is defined elsewhere. */
const source = `
${Array.from({ length: 300 }, (_, at) => `int variable_${at} = ${at + 1000};`).join('\n')}
extern char **environ;
void *user(void) { return &environ; }
`;

describe('symbols of a library that is mapped', () => {
  for (const style of ['gnu', 'sysv']) {
    it(`hash table: ${style}`, async (t) => {
      const library = join(scratch, `lib${style}.so`);
      const flags = ['-shared', '-fPIC', `-Wl,--hash-style=${style}`, '-xc', '-', '-o', library];
      if (spawnSync('gcc', flags, { input: source }).status !== 0) {
        assert.equal(process.env['CI'], undefined, 'gcc is not there');
        return t.skip('no compiler here');
      }
      const child = spawn('sleep', ['1000'], { env: { LD_PRELOAD: library }, stdio: 'ignore' });
      try {
        const pid = child.pid ?? 0;
        const memory = memoryOf(liveView(), pid);
        const row = await eventually(() => {
          const rows = parseMaps(valueOf(liveView().text(mapsPath(pid))) ?? '');
          const found = rows.find(({ path, offset }) => path === library && offset === 0n);
          assert.ok(found && rows.some(({ path }) => path === '[heap]'));
          return found;
        });
        const loaded = loadedAt(memory, Number(row.start));
        assert.ok(loaded);
        for (let at = 0; at < 300; at += 1) {
          const symbol = symbolOf(memory, loaded, `variable_${at}`);
          assert.equal(symbol?.size, 4);
          assert.equal(memory.at(symbol.address, 4)?.getInt32(0, true), at + 1000);
        }
        for (const name of ['variable_300', 'variable_', 'environ']) {
          assert.equal(symbolOf(memory, loaded, name), null, name);
        }
      } finally {
        child.kill('SIGKILL');
      }
    });
  }
});
