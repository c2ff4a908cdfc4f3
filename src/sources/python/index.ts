/**
 * The stacks of every thread of a CPython, 2.7 and 3.6 to 3.14, read from its memory: nothing is paused, attached or
 * installed. All that is read goes through the view, so a recording gives the same stacks again.
 */
import { valueOf, type View } from '../../view/view.ts';
import type { MapRow } from '../proc/maps.ts';
import { parseStatus, statusPath, threadStatusPath } from '../proc/status.ts';
import type { UserFrame } from './frame.ts';
import { framesOf, type Codes } from './frames.ts';
import { gilHolder } from './gil.ts';
import { newestThread, pythonBehind, pythonSymbols, type Symbols } from './interpreter.ts';
import { memoryOf, type Memory } from './memory.ts';
import { nativeThreads, threadStates } from './threads.ts';

export type { UserFrame } from './frame.ts';

export interface PythonStacks {
  readonly version: string;
  readonly gil: { readonly heldByTid: number | null };
  /** By the reader's number of each thread; innermost frame first. A thread that runs no Python is not in it. */
  readonly threads: ReadonlyMap<number, readonly UserFrame[]>;
  /** Threads of Python whose stacks could not be read, and why. */
  readonly unread: ReadonlyMap<number, string>;
}

export interface NoStacks {
  readonly why: string;
}

/** Whether the process has a CPython in it: by what its program and libraries export, not by their names. */
export const isPython = (view: View, pid: number, maps: readonly MapRow[]): boolean =>
  !('why' in pythonIn(view, pid, memoryOf(view, pid), maps));

/**
 * Reading memory takes the target's memory lock, as reading maps does: not for a process of which a thread is in D.
 * `tids` are its threads as the reader numbers them.
 */
export function pythonStacks(
  view: View,
  pid: number,
  maps: readonly MapRow[],
  tids: readonly number[],
): PythonStacks | NoStacks {
  const memory = memoryOf(view, pid);
  const symbols = pythonIn(view, pid, memory, maps);
  if ('why' in symbols) return symbols;
  const python = pythonBehind(memory, symbols);
  if ('why' in python) return python;
  const { version, offsets, interpreters } = python;
  if (newestThread(memory, offsets, interpreters) === null) {
    return { why: `its memory does not look like that of Python ${version.text}, or it has no thread left` };
  }
  const inner = innerNumbers(view, pid, tids);
  const states = threadStates(memory, offsets, interpreters);
  const natives = nativeThreads(memory, states, new Set(inner.keys()));
  if (natives.size === 0) {
    return { why: `none of the ${states.length} threads of Python ${version.text} could be told apart` };
  }
  const holder = gilHolder(memory, python, states);
  const codes: Codes = new Map();
  const threads = new Map<number, readonly UserFrame[]>();
  const unread = new Map<number, string>();
  let heldByTid: number | null = null;
  for (const [state, native] of natives) {
    const tid = inner.get(native);
    if (tid === undefined) continue;
    if (state.address === holder) heldByTid = tid;
    const stack = framesOf(memory, python, state.address, codes);
    if ('why' in stack) unread.set(tid, stack.why);
    else if (stack.frames.length > 0) threads.set(tid, stack.frames);
  }
  return { version: version.text, gil: { heldByTid }, threads, unread };
}

/** Files without a Python in them, by view: system libraries are mapped by every process. */
const others = new WeakMap<View, Set<string>>();

function pythonIn(view: View, pid: number, memory: Memory, maps: readonly MapRow[]): Symbols | NoStacks {
  const known = others.get(view) ?? new Set<string>();
  others.set(view, known);
  let isReadable = false;
  let unreadable: string | null = null;
  for (const { start, device, inode } of candidates(maps)) {
    const file = `${device}:${inode}`;
    if (known.has(file)) continue;
    const symbols = pythonSymbols(memory, Number(start));
    if (symbols) return symbols;
    // only what could be read is known not to be one
    const beginning = view.memory(pid, start, 4);
    if (beginning.ok) known.add(file);
    else unreadable ??= beginning.message;
    isReadable ||= beginning.ok;
  }
  return {
    why:
      isReadable || unreadable === null
        ? 'no Python was found in it'
        : `its memory could not be read: ${unreadable}`,
  };
}

/** Beginnings of files: the program itself, then those whose name suggests it, then all others. */
function candidates(maps: readonly MapRow[]): readonly MapRow[] {
  const files = maps.filter(
    ({ offset, inode, permissions, path }) =>
      offset === 0n && inode !== 0 && permissions.startsWith('r') && path.startsWith('/'),
  );
  const program = maps.find(({ path }) => path.startsWith('/'));
  const rank = (row: MapRow): number => (row === program ? 0 : /python/i.test(row.path) ? 1 : 2);
  return files.sort((one, other) => rank(one) - rank(other));
}

/** The threads by the numbers that the process itself knows them by: in its own pid namespace. */
function innerNumbers(view: View, pid: number, tids: readonly number[]): ReadonlyMap<number, number> {
  const namespaces = parseStatus(valueOf(view.text(statusPath(pid))) ?? '')?.nsPids.length ?? 1;
  const innerOf = (tid: number): number =>
    namespaces <= 1
      ? tid
      : (parseStatus(valueOf(view.text(threadStatusPath(pid, tid))) ?? '')?.nsPids.at(-1) ?? tid);
  return new Map(tids.map((tid) => [innerOf(tid), tid] as const));
}
