/**
 * Finds the interpreter in a process: by the symbols that every CPython exports, whatever its file is called. From 3.7
 * on `_PyRuntime` holds the list of interpreters; before, the list's head is a variable without a name, which
 * `PyInterpreterState_Head` returns:
 *
 *   48 8b 05 49 a3 18 00   mov 0x18a349(%rip),%rax    # interp_head
 *   c3                     ret
 */
import { loadedAt, symbolOf, type FoundSymbol, type Loaded } from './elf.ts';
import { isAddress, word, wordAt, type Memory } from './memory.ts';
import { offsetsFor, versionOfHex, versionOfText, type Offsets, type Version } from './offsets.ts';
import { publishedAt } from './published.ts';

export interface Python {
  readonly version: Version;
  readonly offsets: Offsets;
  /** The newest interpreter state. */
  readonly interpreters: number;
  readonly runtime: FoundSymbol | null;
  /** Up to 3.6: the variable that names the thread which holds the GIL. */
  readonly current: number | null;
  /** PyCode_Type: what every code object's type points to. */
  readonly codeType: number | null;
}

export interface Symbols {
  readonly loaded: Loaded;
  readonly runtime: FoundSymbol | null;
  readonly current: FoundSymbol | null;
}

/** What makes a file a Python, or null. */
export function pythonSymbols(memory: Memory, start: number): Symbols | null {
  const loaded = loadedAt(memory, start);
  if (!loaded) return null;
  const runtime = symbolOf(memory, loaded, '_PyRuntime');
  const current = runtime ? null : symbolOf(memory, loaded, '_PyThreadState_Current');
  return runtime || current ? { loaded, runtime, current } : null;
}

export function pythonBehind(memory: Memory, symbols: Symbols): Python | { readonly why: string } {
  const { loaded, runtime, current } = symbols;
  const published = runtime && publishedAt(memory, runtime.address);
  const version = published?.version ?? versionOf(memory, loaded);
  if (!version) return { why: 'its version of Python could not be read' };
  const offsets = published ? published.offsets : offsetsFor(version);
  if (!offsets) return { why: `where Python ${version.text} keeps its stacks is not known` };
  const codeType = symbolOf(memory, loaded, 'PyCode_Type')?.address ?? null;
  const head = runtime
    ? offsets.interpretersHead === null
      ? null
      : wordAt(memory, runtime.address + offsets.interpretersHead)
    : headVariable(memory, loaded, offsets, codeType);
  if (head === null) return { why: `the interpreters of Python ${version.text} could not be found` };
  return {
    version,
    offsets,
    interpreters: head,
    runtime,
    current: current?.address ?? null,
    codeType,
  };
}

/** From 3.11 on a constant; before, the text that Py_GetVersion made when the interpreter began. */
function versionOf(memory: Memory, loaded: Loaded): Version | null {
  const constant = symbolOf(memory, loaded, 'Py_Version');
  if (constant) {
    const hex = memory.at(constant.address, 4)?.getUint32(0, true);
    return hex === undefined ? null : versionOfHex(hex);
  }
  for (const address of variablesIn(memory, symbolOf(memory, loaded, 'Py_GetVersion'))) {
    const version = versionOfText(latin1(memory.at(address, 64)));
    if (version) return version;
  }
  return versionOfText(latin1(wholeData(memory, loaded)));
}

const latin1 = (bytes: DataView | null): string =>
  bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1') : '';

const mostDataBytes = 4 * 2 ** 20;

/** The variables of the file, for where its machine code does not tell which one it is. */
function wholeData(memory: Memory, { data }: Loaded): DataView | null {
  return data && memory.at(data.start, Math.min(data.end - data.start, mostDataBytes));
}

function headVariable(
  memory: Memory,
  loaded: Loaded,
  offsets: Offsets,
  codeType: number | null,
): number | null {
  for (const address of variablesIn(memory, symbolOf(memory, loaded, 'PyInterpreterState_Head'))) {
    const head = wordAt(memory, address);
    if (head !== null && newestThread(memory, offsets, head) !== null) return head;
  }
  return headAmong(memory, wholeData(memory, loaded), offsets, codeType);
}

const mostCandidates = 8192;

/**
 * The slow way: a pointer among the variables that leads to what is an interpreter's state. Lists that are linked both
 * ways look alike, so its newest thread must run a code object as well.
 */
function headAmong(
  memory: Memory,
  data: DataView | null,
  offsets: Offsets,
  codeType: number | null,
): number | null {
  if (!data) return null;
  const seen = new Set<number>();
  for (let at = 0; at + 8 <= data.byteLength && seen.size < mostCandidates; at += 8) {
    const address = word(data, at);
    if (!isAddress(address) || address % 8 !== 0 || seen.has(address)) continue;
    seen.add(address);
    const thread = newestThread(memory, offsets, address);
    const frame = thread === null ? null : wordAt(memory, thread + offsets.threadFrame);
    const code = frame === null ? null : wordAt(memory, frame + offsets.frameCode);
    if (code !== null && codeType !== null && typeAt(memory, offsets, code) === codeType) return address;
  }
  return null;
}

/** What an object is: its type stands before the fields of its own, as those of bytes. */
const typeAt = (memory: Memory, offsets: Offsets, address: number): number | null =>
  wordAt(memory, address + offsets.bytesLength - 8);

/** Its newest thread state, which points back to it; null: it is no interpreter's state. */
export function newestThread(memory: Memory, offsets: Offsets, interpreter: number): number | null {
  const thread = wordAt(memory, interpreter + offsets.interpreterThreads);
  if (thread === null) return null;
  return wordAt(memory, thread + offsets.threadInterpreter) === interpreter ? thread : null;
}

/**
 * The variables that the beginning of a function names, on x86-64: a load or an address relative to the next
 * instruction, or an absolute one in a program that is not position-independent. Candidates: their content decides.
 */
export function variablesIn(memory: Memory, symbol: FoundSymbol | null): readonly number[] {
  const code = symbol && memory.at(symbol.address, Math.min(Math.max(symbol.size, 8), 128));
  if (!code) return [];
  const found: number[] = [];
  for (let at = 0; at + 7 <= code.byteLength; at += 1) {
    const [prefix, operation, operands] = [code.getUint8(at), code.getUint8(at + 1), code.getUint8(at + 2)];
    const isWide = prefix === 0x48 || prefix === 0x4c;
    if (isWide && (operation === 0x8b || operation === 0x8d) && (operands & 0xc7) === 0x05) {
      found.push(symbol.address + at + 7 + code.getInt32(at + 3, true));
    }
    // mov $address,%edi and the like
    if (prefix >= 0xb8 && prefix <= 0xbf) found.push(code.getUint32(at + 1, true));
  }
  return found.filter(isAddress);
}
