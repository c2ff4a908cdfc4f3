/**
 * The chain of a thread's frames as it stands in memory, innermost first: which function each runs, and where in it.
 * Up to 3.10 a frame is an object somewhere on the heap (Include/frameobject.h). From 3.11 on most lie side by side in a
 * chunk of memory, the callers before the called (Include/internal/pycore_frame.h), so some are read at once.
 */
import { isAddress, word, wordAt, type Memory } from './memory.ts';
import type { Offsets } from './offsets.ts';
import { stateBytes } from './threads.ts';

export interface RawFrame {
  readonly address: number;
  readonly code: number;
  /** Up to 3.10 the index of the instruction, from 3.11 on its address. */
  readonly instruction: number;
  /** Which copy of the instructions it runs, in a free-threaded build. */
  readonly copy: number;
}

const mostFrames = 1024;

/** From 3.12 on: a frame that the interpreter itself put in between two calls, no function of Python's. */
const firstOwnerWithoutCode = 3;

/** null: it leads into nothing, or in a circle. Without `anew` the thread's state may be the one that was read before. */
export function chainOf(
  memory: Memory,
  offsets: Offsets,
  thread: number,
  anew?: 'anew',
): readonly RawFrame[] | null {
  const { frameCode, framePrevious, frameInstruction, frameOwner, frameCopy } = offsets;
  const state = stateBytes(memory, offsets, thread, anew);
  let address = state && innermost(memory, offsets, state);
  if (!state || address === null) return null;
  const chunk = offsets.threadChunk === null ? null : word(state, offsets.threadChunk);
  const read = frameReader(memory, offsets, chunk);
  const chain: RawFrame[] = [];
  const seen = new Set<number>();
  while (address !== 0 && seen.size < mostFrames) {
    const bytes: DataView | null = isAddress(address) && !seen.has(address) ? read(address) : null;
    if (!bytes) return null;
    seen.add(address);
    if (frameOwner === null || bytes.getUint8(frameOwner) < firstOwnerWithoutCode) {
      const pointer = word(bytes, frameCode);
      chain.push({
        address,
        // from 3.14 on the lowest bits of a reference on the stack are marks
        code: pointer - (pointer % 8),
        instruction:
          frameOwner === null ? bytes.getInt32(frameInstruction, true) : word(bytes, frameInstruction),
        copy: frameCopy === undefined ? 0 : bytes.getInt32(frameCopy, true),
      });
    }
    address = word(bytes, framePrevious);
  }
  return chain;
}

function innermost(memory: Memory, { threadFrame, cframeFrame }: Offsets, state: DataView): number | null {
  const top = word(state, threadFrame);
  return cframeFrame === null ? top : wordAt(memory, top + cframeFrame, 'anew');
}

const windowBytes = 1024;
const mostChunkBytes = 2 ** 24;

/** Reads frames; from the chunk some at a time, but never what lies before its beginning. */
function frameReader(
  memory: Memory,
  offsets: Offsets,
  chunk: number | null,
): (address: number) => DataView | null {
  const { frameCode, framePrevious, frameInstruction, frameOwner, frameCopy } = offsets;
  const bytesEach = Math.max(frameCode, framePrevious, frameInstruction, frameOwner ?? 0, frameCopy ?? 0) + 8;
  let start = 0;
  let window: DataView | null = null;
  return (address) => {
    if (window && address >= start && address + bytesEach <= start + window.byteLength) {
      return new DataView(window.buffer, window.byteOffset + address - start, bytesEach);
    }
    if (chunk === null || address < chunk || address > chunk + mostChunkBytes) {
      return memory.at(address, bytesEach, 'anew');
    }
    start = Math.max(chunk, address - windowBytes);
    window = memory.at(start, address + bytesEach - start, 'anew');
    return window && new DataView(window.buffer, window.byteOffset + address - start, bytesEach);
  };
}
