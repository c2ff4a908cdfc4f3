// Writes src/sources/python/offsets.gen.ts, where CPython keeps what a stack is made of, from each version's own headers:
// node scripts/python-offsets.mjs [INCLUDE-DIRECTORY...] (needs gcc; by default the headers of pyenv's versions)
// From 3.13 on the interpreter publishes its offsets itself: those versions need no table.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Field, the condition on PY_VERSION_HEX under which it exists, and the C expression of its place. */
const fields = [
  ['interpretersHead', '>= 0x03070000', 'offsetof(_PyRuntimeState, interpreters.head)'],
  ['interpreterNext', '', 'offsetof(PyInterpreterState, next)'],
  [
    'interpreterThreads',
    '',
    {
      '>= 0x030B0000': 'offsetof(PyInterpreterState, threads.head)',
      '': 'offsetof(PyInterpreterState, tstate_head)',
    },
  ],
  ['runtimeGil', '>= 0x03070000 && PY_VERSION_HEX < 0x030C0000', 'offsetof(_PyRuntimeState, ceval.gil)'],
  ['interpreterGil', '>= 0x030C0000', 'offsetof(PyInterpreterState, ceval.gil)'],
  ['gilHolder', '>= 0x03070000', 'offsetof(struct _gil_runtime_state, last_holder)'],
  ['gilLocked', '>= 0x03070000', 'offsetof(struct _gil_runtime_state, locked)'],
  ['threadNext', '', 'offsetof(PyThreadState, next)'],
  ['threadInterpreter', '', 'offsetof(PyThreadState, interp)'],
  [
    'threadFrame',
    '',
    { '>= 0x030B0000': 'offsetof(PyThreadState, cframe)', '': 'offsetof(PyThreadState, frame)' },
  ],
  ['threadIdent', '', 'offsetof(PyThreadState, thread_id)'],
  ['threadNative', '>= 0x030B0000', 'offsetof(PyThreadState, native_thread_id)'],
  ['threadChunk', '>= 0x030B0000', 'offsetof(PyThreadState, datastack_chunk)'],
  ['cframeFrame', '>= 0x030B0000', 'offsetof(_PyCFrame, current_frame)'],
  [
    'framePrevious',
    '',
    {
      '>= 0x030B0000': 'offsetof(struct _PyInterpreterFrame, previous)',
      '': 'offsetof(PyFrameObject, f_back)',
    },
  ],
  [
    'frameCode',
    '',
    {
      '>= 0x030B0000': 'offsetof(struct _PyInterpreterFrame, f_code)',
      '': 'offsetof(PyFrameObject, f_code)',
    },
  ],
  [
    'frameInstruction',
    '',
    {
      '>= 0x030B0000': 'offsetof(struct _PyInterpreterFrame, prev_instr)',
      '': 'offsetof(PyFrameObject, f_lasti)',
    },
  ],
  ['frameOwner', '>= 0x030B0000', 'offsetof(struct _PyInterpreterFrame, owner)'],
  ['codeName', '', 'offsetof(PyCodeObject, co_name)'],
  ['codeFile', '', 'offsetof(PyCodeObject, co_filename)'],
  ['codeFirstLine', '', 'offsetof(PyCodeObject, co_firstlineno)'],
  [
    'codeLines',
    '',
    { '>= 0x030A0000': 'offsetof(PyCodeObject, co_linetable)', '': 'offsetof(PyCodeObject, co_lnotab)' },
  ],
  ['codeInstructions', '>= 0x030B0000', 'offsetof(PyCodeObject, co_code_adaptive)'],
  [
    'bytesLength',
    '',
    { '>= 0x03000000': 'offsetof(PyBytesObject, ob_base.ob_size)', '': 'offsetof(PyStringObject, ob_size)' },
  ],
  [
    'bytesData',
    '',
    { '>= 0x03000000': 'offsetof(PyBytesObject, ob_sval)', '': 'offsetof(PyStringObject, ob_sval)' },
  ],
  ['textLength', '>= 0x03000000', 'offsetof(PyASCIIObject, length)'],
  ['textState', '>= 0x03000000', 'offsetof(PyASCIIObject, state)'],
  ['textAscii', '>= 0x03000000', 'sizeof(PyASCIIObject)'],
  ['textCompact', '>= 0x03000000', 'sizeof(PyCompactUnicodeObject)'],
];

const program = `
#define Py_BUILD_CORE 1
#include <stddef.h>
#include <stdio.h>
#include <Python.h>
#include <frameobject.h>
#if PY_VERSION_HEX >= 0x03090000
#include <internal/pycore_interp.h>
#include <internal/pycore_runtime.h>
#include <internal/pycore_gil.h>
#elif PY_VERSION_HEX >= 0x03080000
#include <internal/pycore_pystate.h>
#elif PY_VERSION_HEX >= 0x03070000
#include <internal/pystate.h>
#endif
#if PY_VERSION_HEX >= 0x030B0000
#include <internal/pycore_frame.h>
#endif
int main(void) {
${fields.map(printed).join('\n')}
  return 0;
}
`;

function printed([name, condition, place]) {
  const print = (expression) => `  printf("${name} %zu\\n", (size_t)${expression});`;
  const choices = typeof place === 'string' ? { [condition]: place } : place;
  const lines = Object.entries(choices).map(([when, expression], index) =>
    when === ''
      ? index === 0
        ? print(expression)
        : `#else\n${print(expression)}`
      : `#${index === 0 ? 'if' : 'elif'} PY_VERSION_HEX ${when}\n${print(expression)}`,
  );
  const isConditional = Object.keys(choices).some((when) => when !== '');
  return isConditional ? `${lines.join('\n')}\n#endif` : lines.join('\n');
}

function includeDirectories() {
  if (process.argv.length > 2) return process.argv.slice(2);
  const root = join(homedir(), '.pyenv/versions');
  return readdirSync(root).flatMap((name) =>
    readdirSync(join(root, name, 'include'))
      .map((directory) => join(root, name, 'include', directory))
      .filter((directory) => existsSync(join(directory, 'patchlevel.h'))),
  );
}

function measure(directory, scratch) {
  const version = /PY_VERSION\s+"([^"]+)"/.exec(readFileSync(join(directory, 'patchlevel.h'), 'utf8'))?.[1];
  if (!version) throw new Error(`${directory}/patchlevel.h names no version`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 3 && minor >= 13) return null;
  const binary = join(scratch, 'offsets');
  execFileSync('gcc', ['-w', '-xc', '-', '-o', binary, `-I${directory}`, `-I${directory}/internal`], {
    input: program,
  });
  const offsets = new Map();
  for (const [, name, value] of execFileSync(binary, { encoding: 'utf8' }).matchAll(/^(\w+) (\d+)$/gm)) {
    offsets.set(name, Number(value));
  }
  const rows = fields.map(([name]) => [name, offsets.get(name) ?? null]);
  return { version, key: `${major}.${minor}`, minor: major * 100 + minor, rows };
}

const scratch = mkdtempSync(join(tmpdir(), 'python-offsets-'));
const measured = includeDirectories()
  .map((directory) => measure(directory, scratch))
  .filter((one) => one !== null)
  .sort((one, other) => one.minor - other.minor);
rmSync(scratch, { recursive: true });

const table = measured.map(
  ({ key, rows }) => `  '${key}': {\n${rows.map(([name, at]) => `    ${name}: ${at},\n`).join('')}  },\n`,
);
const versions = measured.map(({ version }) => version).join(', ');
writeFileSync(
  'src/sources/python/offsets.gen.ts',
  `// Written by scripts/python-offsets.mjs from the headers of CPython ${versions}
// (64-bit); bytes from the start of each structure, null where the version has no such field.
export const offsets = {
${table.join('')}} as const;
`,
);
