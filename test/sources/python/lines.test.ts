/** Tables of lines: rows after CPython's own documents, then every function of some modules as each Python decodes it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { lineAt, type LineFormat } from '../../../src/sources/python/lines.ts';
import { lineFormatOf, versionOfText } from '../../../src/sources/python/offsets.ts';
import { pythons } from './pythons.ts';

interface Row {
  readonly situation: string;
  readonly format: LineFormat;
  readonly table: readonly number[];
  readonly firstLine: number;
  /** Offset and line. */
  readonly want: readonly (readonly [number, number | null])[];
}

/** The example of Objects/lnotab_notes.txt: offsets 0 6 50 350 361 are lines 1 2 7 207 208. */
const documented = [6, 1, 44, 5, 255, 0, 45, 127, 0, 73, 11, 1];

const rows: readonly Row[] = [
  {
    situation: "lnotab: the document's example, of which the first pair is the function's first line",
    format: 'lnotab',
    table: documented,
    firstLine: 1,
    want: [
      [-1, 1],
      [0, 1],
      [5, 1],
      [6, 2],
      [49, 2],
      [50, 7],
      [349, 7],
      [350, 207],
      [360, 207],
      [361, 208],
      [9999, 208],
    ],
  },
  {
    situation: 'lnotab: from 3.6 on a line may go back',
    format: 'lnotab',
    table: [2, 5, 4, 0xfd],
    firstLine: 10,
    want: [
      [0, 10],
      [2, 15],
      [5, 15],
      [6, 12],
    ],
  },
  {
    situation: 'lnotab: before 3.6 the same byte goes on',
    format: 'lnotab-unsigned',
    table: [2, 5, 4, 0xfd],
    firstLine: 10,
    want: [
      [2, 15],
      [6, 268],
    ],
  },
  {
    situation: 'lnotab: a table cut in the middle of a pair',
    format: 'lnotab',
    table: [2, 5, 4],
    firstLine: 10,
    want: [[6, 15]],
  },
  {
    situation: 'lnotab: empty',
    format: 'lnotab',
    table: [],
    firstLine: 3,
    want: [
      [0, 3],
      [8, 3],
    ],
  },
  {
    situation: 'linetable of 3.10: lengths and steps; -128 has no line, and does not move it',
    format: 'linetable',
    table: [4, 1, 6, 0x80, 2, 3, 8, 0xff],
    firstLine: 20,
    want: [
      [0, 21],
      [3, 21],
      [4, null],
      [9, null],
      [10, 24],
      [12, 23],
      [19, 23],
      [20, null],
    ],
  },
  {
    situation: 'linetable of 3.10: a long range is split, its rest steps by 0',
    format: 'linetable',
    table: [254, 2, 46, 0, 2, 1],
    firstLine: 1,
    want: [
      [0, 3],
      [299, 3],
      [300, 4],
    ],
  },
  {
    situation: 'locations: short form (0), one line (11: +1), none (15)',
    format: 'locations',
    // length 2, form 0, columns; length 1, form 11, two columns; length 3, form 15
    table: [0x81, 0x13, 0x80 | (11 << 3), 4, 9, 0x80 | (15 << 3) | 2],
    firstLine: 100,
    want: [
      [-2, 100],
      [0, 100],
      [3, 100],
      [4, 101],
      [5, 101],
      [6, null],
      [11, null],
      [12, null],
    ],
  },
  {
    situation: 'locations: no columns (13) with a step of -3, long form (14) with +200 in two chunks',
    format: 'locations',
    // svarint -3 is 7; svarint 200 is 400 = 16 + 6 * 64; the document encodes 200 as 0x48, 0x03
    table: [0x80 | (13 << 3), 7, 0x80 | (14 << 3) | 7, 0x40 | 16, 6, 0, 1, 1],
    firstLine: 50,
    want: [
      [0, 47],
      [1, 47],
      [2, 247],
      [17, 247],
    ],
  },
  {
    situation: 'locations: a varint that never ends',
    format: 'locations',
    table: [0x80 | (13 << 3), 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f],
    firstLine: 50,
    want: [[8, null]],
  },
  { situation: 'locations: empty', format: 'locations', table: [], firstLine: 3, want: [[0, null]] },
];

describe('the line of an instruction', () => {
  for (const { situation, format, table, firstLine, want } of rows) {
    it(situation, () => {
      const got = want.map(([offset]) => [offset, lineAt(format, new Uint8Array(table), firstLine, offset)]);
      assert.deepEqual(got, want);
    });
  }
});

/** Each function's table, and the line of every offset as the interpreter's own PyCode_Addr2Line says. */
const oracle = `
import argparse, ctypes, subprocess, threading
lineof = ctypes.pythonapi.PyCode_Addr2Line
lineof.argtypes = [ctypes.py_object, ctypes.c_int]
def codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            for inner in codes(constant):
                yield inner
for module in argparse, subprocess, threading:
    name = module.__file__.replace('.pyc', '.py')
    text = open(name, 'rb').read()
    for code in codes(compile(text, name, 'exec')):
        table = code.co_linetable if hasattr(code, 'co_linetable') else code.co_lnotab
        lines = [lineof(code, at) for at in range(0, len(code.co_code), 2)]
        hexadecimal = ''.join('%02x' % byte for byte in bytearray(table))
        print('%d %s %s' % (code.co_firstlineno, ','.join(map(str, lines)), hexadecimal))
`;

describe('lines as the interpreter itself finds them', () => {
  for (const { path, version } of pythons()) {
    it(`every instruction of some modules of Python ${version}`, () => {
      const known = versionOfText(`${version} (`);
      assert.ok(known);
      const text = execFileSync(path, ['-c', oracle], { encoding: 'utf8', maxBuffer: 2 ** 26 });
      const functions = text.trim().split('\n');
      assert.ok(functions.length > 100);
      for (const one of functions) {
        const [firstLine = '', lines = '', hex = ''] = one.split(' ');
        const want = lines.split(',').map(Number);
        const table = new Uint8Array(Buffer.from(hex, 'hex'));
        const got: readonly number[] = want.map(
          (_, at) => lineAt(lineFormatOf(known), table, Number(firstLine), at * 2) ?? -1,
        );
        assert.deepEqual(got, want, `the function at line ${firstLine}, table ${hex}`);
      }
    });
  }
});
