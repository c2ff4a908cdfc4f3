/**
 * The table of offsets that CPython publishes at the start of _PyRuntime from 3.13 on, for those who look from outside
 * (Include/internal/pycore_debug_offsets.h, before 3.14 in pycore_runtime.h). It begins
 *
 *   "xdebugpy"  version 0x030d00f0  free_threaded 0 | runtime: size finalizing interpreters_head | …
 *
 * and is only as stable as a minor version: one that is not known here is not guessed at.
 */
import { word, type Memory } from './memory.ts';
import { versionOfHex, type Offsets, type Version } from './offsets.ts';

/** The letters as they stand in memory, read as one number. */
const cookie = Buffer.from('xdebugpy', 'latin1').readBigUInt64LE();

const runtime = ['size', 'finalizing', 'interpreters_head'];
const gil = ['ceval_gil', 'gil', 'gil_enabled', 'gil_locked', 'gil_holder'];
const thread = [
  'size',
  'prev',
  'next',
  'interp',
  'current_frame',
  'thread_id',
  'native_thread_id',
  'datastack',
  'status',
];
const frame = ['size', 'previous', 'executable', 'instr_ptr', 'localsplus', 'owner'];
const code = [
  'size',
  'filename',
  'name',
  'qualname',
  'linetable',
  'firstlineno',
  'argcount',
  'names',
  'kinds',
  'instructions',
];
const objects = {
  object: ['size', 'ob_type'],
  type: ['size', 'tp_name', 'tp_repr', 'tp_flags'],
  tuple: ['size', 'ob_item', 'ob_size'],
  list: ['size', 'ob_item', 'ob_size'],
};
const values = {
  dict: ['size', 'ma_keys', 'ma_values'],
  float: ['size', 'ob_fval'],
  long: ['size', 'lv_tag', 'ob_digit'],
  bytes: ['size', 'ob_size', 'ob_sval'],
  text: ['size', 'state', 'length', 'ascii_size'],
};
const interpreterOf313 = [
  'size',
  'id',
  'next',
  'threads_head',
  'gc',
  'modules',
  'sysdict',
  'builtins',
  ...gil,
];
const interpreterOf314 = [
  'size',
  'id',
  'next',
  'threads_head',
  'threads_main',
  'gc',
  'modules',
  'sysdict',
  'builtins',
  ...gil,
];

type Layout = Readonly<Record<string, readonly string[]>>;

const layouts: Readonly<Record<string, Layout>> = {
  '3.13': { runtime, interpreter: interpreterOf313, thread, frame, code, ...objects, ...values },
  '3.14': {
    runtime,
    interpreter: [...interpreterOf314, 'code_generation', 'tlbc_generation'],
    thread,
    frame: [...frame, 'stackpointer', 'tlbc_index'],
    code: [...code, 'tlbc'],
    ...objects,
    set: ['size', 'used', 'table', 'mask'],
    ...values,
  },
};

const headWords = 3;
const mostWords = 160;

export interface Published {
  readonly version: Version;
  /** null: the table is of a version that is not known, or does not look like its own. */
  readonly offsets: Offsets | null;
  readonly isFreeThreaded: boolean;
}

/** null: no such table stands there. */
export function publishedAt(memory: Memory, runtimeAt: number): Published | null {
  const head = memory.at(runtimeAt, headWords * 8);
  if (head?.getBigUint64(0, true) !== cookie) return null;
  const version = versionOfHex(head.getUint32(8, true));
  if (!version) return null;
  const isFreeThreaded = word(head, 16) === 1;
  const layout = layouts[`${version.major}.${version.minor}`];
  const bytes = memory.at(runtimeAt, mostWords * 8);
  return { version, isFreeThreaded, offsets: layout && bytes ? read(layout, bytes, isFreeThreaded) : null };
}

function read(layout: Layout, bytes: DataView, isFreeThreaded: boolean): Offsets | null {
  const table = new Map<string, number>();
  let at = headWords;
  for (const [structure, fields] of Object.entries(layout)) {
    for (const field of fields) {
      table.set(`${structure}.${field}`, word(bytes, at * 8));
      at += 1;
    }
  }
  const value = (key: string): number => table.get(key) ?? 0;
  if (!isPlausible(value)) return null;
  const gilAt = value('interpreter.gil');
  return {
    interpretersHead: value('runtime.interpreters_head'),
    interpreterNext: value('interpreter.next'),
    interpreterThreads: value('interpreter.threads_head'),
    runtimeGil: null,
    interpreterGil: value('interpreter.ceval_gil'),
    gilHolder: value('interpreter.gil_holder') - gilAt,
    gilLocked: value('interpreter.gil_locked') - gilAt,
    threadNext: value('thread.next'),
    threadInterpreter: value('thread.interp'),
    threadFrame: value('thread.current_frame'),
    threadIdent: value('thread.thread_id'),
    threadNative: value('thread.native_thread_id'),
    threadChunk: value('thread.datastack'),
    cframeFrame: null,
    framePrevious: value('frame.previous'),
    frameCode: value('frame.executable'),
    frameInstruction: value('frame.instr_ptr'),
    frameOwner: value('frame.owner'),
    codeName: value('code.name'),
    codeFile: value('code.filename'),
    codeFirstLine: value('code.firstlineno'),
    codeLines: value('code.linetable'),
    codeInstructions: value('code.instructions'),
    bytesLength: value('bytes.ob_size'),
    bytesData: value('bytes.ob_sval'),
    textLength: value('text.length'),
    textState: value('text.state'),
    textAscii: value('text.ascii_size'),
    // PyCompactUnicodeObject adds the length and the address of a UTF-8 form
    textCompact: value('text.ascii_size') + 16,
    ...(isFreeThreaded && table.has('code.tlbc')
      ? { frameCopy: value('frame.tlbc_index'), codeCopies: value('code.tlbc') }
      : {}),
  };
}

/** Every field lies within its structure, and an object is a count and a type: else the table is another one. */
function isPlausible(value: (key: string) => number): boolean {
  const within = (structure: string, fields: readonly string[], most: number): boolean => {
    const size = value(`${structure}.size`);
    return size > 0 && size <= most && fields.every((field) => value(`${structure}.${field}`) < size);
  };
  return (
    value('object.ob_type') + 8 === value('object.size') &&
    value('bytes.ob_size') === value('object.size') &&
    value('bytes.ob_sval') === value('bytes.ob_size') + 16 &&
    value('text.length') === value('object.size') &&
    within('runtime', ['interpreters_head'], 2 ** 24) &&
    within(
      'interpreter',
      ['next', 'threads_head', 'ceval_gil', 'gil', 'gil_locked', 'gil_holder'],
      2 ** 24,
    ) &&
    within(
      'thread',
      ['next', 'interp', 'current_frame', 'thread_id', 'native_thread_id', 'datastack'],
      4096,
    ) &&
    within('frame', ['previous', 'executable', 'instr_ptr', 'owner'], 1024) &&
    within('code', ['name', 'filename', 'linetable', 'firstlineno'], 1024)
  );
}
