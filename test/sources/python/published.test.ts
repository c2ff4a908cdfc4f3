/**
 * The published table of offsets, and with it a stack, in processes made up after the headers of 3.13 and 3.14:
 * Include/internal/pycore_debug_offsets.h, pycore_interpframe_structs.h, Include/cpython/unicodeobject.h.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { framesOf } from '../../../src/sources/python/frames.ts';
import { gilHolder } from '../../../src/sources/python/gil.ts';
import type { Python } from '../../../src/sources/python/interpreter.ts';
import { memoryOf } from '../../../src/sources/python/memory.ts';
import { publishedAt } from '../../../src/sources/python/published.ts';
import { nativeThreads, threadStates } from '../../../src/sources/python/threads.ts';
import { imageAt, type Image } from './image.ts';

const runtime = 0x10000;
const interpreter = 0x20000;
const thread = 0x30000;
const frames = 0x40000;
const code = 0x50000;
const name = 0x60000;
const file = 0x61000;
const lines = 0x62000;
const copies = 0x63000;
const copy = 0x64000;
const codeType = 0x70000;
const tid = 4321;

interface Edition {
  readonly version: number;
  readonly isFreeThreaded: boolean;
}

/** The fields in the order of the header; what is read has a place of its own, the rest only a plausible one. */
function table({ version, isFreeThreaded }: Edition): readonly (number | bigint)[] {
  const is314 = version >= 0x030e_0000;
  const object = isFreeThreaded ? 32 : 16;
  return [
    [Buffer.from('xdebugpy', 'latin1').readBigUInt64LE(), version, isFreeThreaded ? 1 : 0],
    // runtime: size finalizing interpreters_head
    [300_000, 800, 816],
    // interpreter: size id next threads_head [threads_main] gc modules sysdict builtins gil: pointer, itself, enabled, locked, holder
    [200_000, 8, 7288, 7304, ...(is314 ? [7312] : []), 7600, 8000, 7800, 7808, 32, 9000, 0, 9016, 9008],
    is314 ? [9100, isFreeThreaded ? 9200 : 0] : [],
    // thread: size prev next interp current_frame thread_id native_thread_id datastack_chunk status
    [700, 0, 8, 16, 72, 152, 160, 240, 32],
    // frame: size previous executable instr_ptr localsplus owner [stackpointer tlbc_index]
    [88, 8, 0, 56, 80, 74, ...(is314 ? [64, isFreeThreaded ? 76 : 0] : [])],
    // code: size filename name qualname linetable firstlineno argcount names kinds instructions [tlbc]
    [216, 112, 120, 128, 136, 68, 52, 96, 104, 200, ...(is314 ? [isFreeThreaded ? 192 : 0] : [])],
    [object, object - 8],
    [416, 24, 88, 168],
    [object + 16, object + 16, object],
    [object + 24, object + 8, object],
    is314 ? [200, object + 8, object + 24, object + 16] : [],
    [object + 32, object + 16, object + 24],
    [object + 8, object],
    [object + 16, object, object + 8],
    [object + 24, object, object + 16],
    [object + 48, object + 16, object, object + 24],
    [248, 152],
  ].flat();
}

/** One interpreter with one thread: \`inner\`, called through a frame of the interpreter's own by \`inner\`. */
function processOf(edition: Edition, change: (image: Image) => void = () => {}): Image {
  const image = imageAt(runtime, 0x80000);
  const object = edition.isFreeThreaded ? 32 : 16;
  const is314 = edition.version >= 0x030e_0000;
  for (const [at, value] of table(edition).entries()) image.word(runtime + at * 8, value);
  image.word(runtime + 816, interpreter);
  image.word(interpreter + 7304, thread);
  image.word(interpreter + 32, interpreter + 9000);
  image.word(interpreter + 9000, 5000);
  image.word(interpreter + 9008, thread);
  image.half(interpreter + 9016, 1);
  image.word(thread + 16, interpreter);
  image.word(thread + 72, frames);
  image.word(thread + 160, tid);
  // the marks that 3.14 keeps in the lowest bits of what stands on its stack
  const reference = code + (is314 ? 1 : 0);
  const usesCopy = is314 && edition.isFreeThreaded;
  const frame = (
    at: number,
    previous: number,
    executable: number,
    instruction: number,
    owner: number,
  ): void => {
    image.word(at, executable);
    image.word(at + 8, previous);
    image.word(at + 56, instruction);
    image.byte(at + 74, owner);
    if (usesCopy) image.half(at + 76, 2);
  };
  const instructions = usesCopy ? copy : code + 200;
  frame(frames, frames + 256, reference, instructions + 4, 0);
  frame(frames + 256, frames + 512, 0x7000_0001, 0, 3);
  frame(frames + 512, 0, reference, instructions, 1);
  image.word(code + object - 8, codeType);
  image.word(code + 112, file);
  image.word(code + 120, name);
  image.word(code + 136, lines);
  image.half(code + 68, 40);
  if (usesCopy) {
    image.word(code + 192, copies);
    image.word(copies, 3);
    image.word(copies + 8 + 2 * 8, copy);
  }
  for (const [at, text] of [
    [name, 'inner'],
    [file, '/srv/job.py'],
  ] as const) {
    image.word(at + object, text.length);
    // interned, then kind 1, compact, ascii
    image.half(at + object + 16, is314 ? (0b1_1001 << 16) | 3 : (0b1_1001 << 2) | 3);
    image.text(at + object + 24, text);
  }
  // two code units at line 41, then one at line 43
  image.word(lines + object, 4);
  for (const [at, byte] of [0x80 | (11 << 3) | 1, 0, 0, 0x80 | (12 << 3)].entries())
    image.byte(lines + object + 16 + at, byte);
  change(image);
  return image;
}

const editions: readonly (readonly [string, Edition])[] = [
  ['3.13.0', { version: 0x030d_00f0, isFreeThreaded: false }],
  ['3.13.0', { version: 0x030d_00f0, isFreeThreaded: true }],
  ['3.14.0', { version: 0x030e_00f0, isFreeThreaded: false }],
  ['3.14.0', { version: 0x030e_00f0, isFreeThreaded: true }],
];

describe('offsets that the interpreter publishes', () => {
  for (const [version, edition] of editions) {
    it(`a stack of ${version}${edition.isFreeThreaded ? ', free-threaded' : ''}`, () => {
      const memory = memoryOf(processOf(edition).view, 1);
      const published = publishedAt(memory, runtime);
      assert.equal(published?.version.text, version);
      const { offsets } = published;
      assert.ok(offsets);
      const python: Python = {
        version: published.version,
        offsets,
        interpreters: interpreter,
        runtime: null,
        current: null,
        codeType,
      };
      const states = threadStates(memory, offsets, interpreter);
      assert.deepEqual([...nativeThreads(memory, states, new Set([tid])).values()], [tid]);
      assert.equal(gilHolder(memory, python, states), thread);
      assert.deepEqual(framesOf(memory, python, thread, new Map()), {
        frames: [
          { language: 'python', function: 'inner', file: '/srv/job.py', line: 43 },
          { language: 'python', function: 'inner', file: '/srv/job.py', line: 41 },
        ],
      });
    });
  }

  it('a version whose table is not known is not guessed at', () => {
    const image = processOf({ version: 0x030f_00a1, isFreeThreaded: false });
    const published = publishedAt(memoryOf(image.view, 1), runtime);
    assert.deepEqual([published?.version.text, published?.offsets], ['3.15.0a1', null]);
  });

  it('a table that is shifted by a field is not believed', () => {
    const edition = { version: 0x030e_00f0, isFreeThreaded: false };
    const image = processOf(edition, ({ word }) => {
      for (const [at, value] of table(edition).entries()) if (at > 10) word(runtime + (at + 1) * 8, value);
    });
    assert.equal(publishedAt(memoryOf(image.view, 1), runtime)?.offsets, null);
  });

  it('no table: what stands there has not the cookie', () => {
    const image = processOf({ version: 0x030d_00f0, isFreeThreaded: false }, ({ byte }) => {
      byte(runtime, 0);
    });
    assert.equal(publishedAt(memoryOf(image.view, 1), runtime), null);
  });
});
