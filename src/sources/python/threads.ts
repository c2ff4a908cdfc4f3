/**
 * The threads of an interpreter, as its list of thread states has them, and which thread of the kernel each one is. From
 * 3.11 on a state holds the kernel's number; before, only the address of the C library's own record of the thread, in
 * which that number stands.
 */
import { isAddress, word, wordAt, type Memory } from './memory.ts';
import type { Offsets } from './offsets.ts';

export interface ThreadState {
  readonly address: number;
  readonly interpreter: number;
  /** pthread_self(): the address of the record, or 0. */
  readonly ident: number;
  readonly native: number | null;
}

const mostThreads = 4096;
const mostInterpreters = 256;

/** Of all interpreters, the newest first. A list that runs in a circle ends where it began. */
export function threadStates(
  memory: Memory,
  offsets: Offsets,
  firstInterpreter: number,
): readonly ThreadState[] {
  const states: ThreadState[] = [];
  const interpreters = new Set<number>();
  const seen = new Set<number>();
  let interpreter: number | null = firstInterpreter;
  while (interpreter !== null && isAddress(interpreter) && interpreters.size < mostInterpreters) {
    if (interpreters.has(interpreter)) break;
    interpreters.add(interpreter);
    let address = wordAt(memory, interpreter + offsets.interpreterThreads);
    while (address !== null && isAddress(address) && !seen.has(address) && seen.size < mostThreads) {
      seen.add(address);
      const state = stateAt(memory, offsets, address);
      if (!state || state.interpreter !== interpreter) break;
      states.push(state);
      address = state.next;
    }
    interpreter = wordAt(memory, interpreter + offsets.interpreterNext);
  }
  return states;
}

function stateAt(
  memory: Memory,
  offsets: Offsets,
  address: number,
): (ThreadState & { readonly next: number }) | null {
  const bytes = stateBytes(memory, offsets, address);
  return (
    bytes && {
      address,
      interpreter: word(bytes, offsets.threadInterpreter),
      next: word(bytes, offsets.threadNext),
      ident: word(bytes, offsets.threadIdent),
      native: offsets.threadNative === null ? null : word(bytes, offsets.threadNative),
    }
  );
}

/** Always the same piece, so that what is read anew takes the place of what was read before. */
export function stateBytes(
  memory: Memory,
  offsets: Offsets,
  address: number,
  anew?: 'anew',
): DataView | null {
  const { threadNext, threadInterpreter, threadIdent, threadNative, threadFrame, threadChunk } = offsets;
  const own = [threadNext, threadInterpreter, threadIdent, threadFrame];
  const last = Math.max(...own, threadNative ?? 0, threadChunk ?? 0);
  return memory.at(address, last + 8, anew);
}

/**
 * Where the C library keeps the kernel's number within its record of a thread: glibc on x86-64, musl on x86-64, glibc
 * on arm64, musl on arm64. The one under which the most threads are live ones is the right one.
 */
const places = [0x2d0, 0x30, 0xd0, 0x20] as const;

/** Each state's number in the kernel, as the process itself sees it; a state whose thread is gone is left out. */
export function nativeThreads(
  memory: Memory,
  states: readonly ThreadState[],
  live: ReadonlySet<number>,
): ReadonlyMap<ThreadState, number> {
  const native = states.flatMap((state) =>
    state.native !== null && live.has(state.native) ? [[state, state.native] as const] : [],
  );
  // a child of a fork that Python did not notice has its parent's numbers, but records of its own
  const rest = states.filter((state) => state.native === null || !live.has(state.native));
  let best: readonly (readonly [ThreadState, number])[] = [];
  for (const place of places) {
    const found = rest.flatMap((state) => {
      const number = memory.at(state.ident + place, 4)?.getInt32(0, true);
      return number !== undefined && live.has(number) ? [[state, number] as const] : [];
    });
    if (found.length > best.length) best = found;
    if (best.length === rest.length) break;
  }
  return new Map([...native, ...best]);
}
