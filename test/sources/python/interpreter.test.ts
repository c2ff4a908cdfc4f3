/** How the interpreter is found: by its machine code where that tells, else by what stands among its variables. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mapsPath, parseMaps } from '../../../src/sources/proc/maps.ts';
import { pythonStacks } from '../../../src/sources/python/index.ts';
import { variablesIn } from '../../../src/sources/python/interpreter.ts';
import { memoryOf } from '../../../src/sources/python/memory.ts';
import { versionOfHex, versionOfText } from '../../../src/sources/python/offsets.ts';
import { liveView } from '../../../src/view/live.ts';
import { valueOf } from '../../../src/view/view.ts';
import { imageAt, viewOf } from './image.ts';
import { eventually, isAtLeast, pythons, run, stacksOf } from './pythons.ts';

interface Row {
  readonly situation: string;
  readonly code: readonly number[];
  /** Where the function's code stands: at 0x20000. */
  readonly want: readonly number[];
}

/** Encodings after the AMD64 manual, volume 3: opcode, ModRM with mod 00 and rm 101 is relative to the next instruction. */
const rows: readonly Row[] = [
  {
    situation: 'mov 0x100(%rip),%rax; ret',
    code: [0x48, 0x8b, 0x05, 0x00, 0x01, 0x00, 0x00, 0xc3],
    want: [0x20107],
  },
  {
    situation: 'endbr64; lea -0x10(%rip),%rbx',
    code: [0xf3, 0x0f, 0x1e, 0xfa, 0x48, 0x8d, 0x1d, 0xf0, 0xff, 0xff, 0xff],
    want: [0x1fffb],
  },
  {
    situation: 'mov $0x8cc3e8,%edi; ret',
    code: [0xbf, 0xe8, 0xc3, 0x8c, 0x00, 0xc3, 0x90, 0x90],
    want: [0x8cc3e8],
  },
  {
    situation: 'mov 0x8(%rdi),%rax; ret: no variable',
    code: [0x48, 0x8b, 0x47, 0x08, 0xc3, 0x90, 0x90, 0x90],
    want: [],
  },
];

describe('the variables that a function names', () => {
  for (const { situation, code, want } of rows) {
    it(situation, () => {
      const image = imageAt(0x20000, 0x1000);
      for (const [at, byte] of code.entries()) image.byte(0x20000 + at, byte);
      const memory = memoryOf(image.view, 1);
      assert.deepEqual(variablesIn(memory, { address: 0x20000, size: code.length }), want);
    });
  }

  it('none where there is no code', () => {
    assert.deepEqual(variablesIn(memoryOf(imageAt(0x20000, 8).view, 1), { address: 0x90000, size: 8 }), []);
    assert.deepEqual(variablesIn(memoryOf(imageAt(0x20000, 8).view, 1), null), []);
  });
});

describe('the version', () => {
  for (const [hex, want] of [
    [0x030b_02f0, '3.11.2'],
    [0x030d_00f0, '3.13.0'],
    [0x030c_00c2, '3.12.0rc2'],
    [0x030e_00a7, '3.14.0a7'],
    [0x0207_12f0, '2.7.18'],
    [0x4242_4242, null],
    [0, null],
  ] as const) {
    it(`PY_VERSION_HEX 0x${hex.toString(16)} is ${want}`, () => {
      assert.equal(versionOfHex(hex)?.text ?? null, want);
    });
  }

  for (const [text, want] of [
    ['3.6.15 (default, Nov 26 2026, 10:00:00) \n[GCC 12.2.0]', '3.6.15'],
    ['\0\0%.80s (%.80s) %.80s\0\0\x002.7.18 (default, Mar  1 2026, 00:00:00) \n[GCC', '2.7.18'],
    ['3.7.0rc1+ (heads/3.7:abc, Jun 1 2018, 00:00:00) ', '3.7.0rc1+'],
    ['13.6.15 (default', null],
    ['OpenSSL 3.0.17 1 Jul 2025', null],
    ['', null],
  ] as const) {
    it(JSON.stringify(text.slice(0, 30)), () => {
      assert.equal(versionOfText(text)?.text ?? null, want);
    });
  }
});

const source = `
import sys, time
sys.stdout.write('ready')
sys.stdout.flush()
time.sleep(1000)
`;

describe('an interpreter whose machine code tells nothing', () => {
  for (const python of pythons().filter((one) => !isAtLeast(one, 11))) {
    it(`Python ${python.version} is found among the variables`, async () => {
      const running = run([python.path], source);
      const pid = running.child.pid ?? 0;
      try {
        const view = liveView();
        const want = await eventually(() => {
          assert.equal(running.printed(), 'ready');
          return stacksOf(pid);
        });
        const maps = parseMaps(valueOf(view.text(mapsPath(pid))) ?? '');
        const code = maps.filter(({ permissions }) => permissions.includes('x'));
        const blind = viewOf((_, address, length) =>
          code.some(({ start, end }) => start <= address && address < end)
            ? null
            : valueOf(view.memory(pid, address, length)),
        );
        const stacks = pythonStacks(blind, pid, maps, [pid]);
        assert.ok(!('why' in stacks));
        assert.equal(stacks.version, python.version);
        assert.deepEqual([...stacks.threads.keys()], [...want.threads.keys()]);
        assert.equal(stacks.threads.get(pid)?.at(-1)?.function, '<module>');
      } finally {
        running.end();
      }
    });
  }
});
