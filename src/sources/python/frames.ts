/**
 * The frames of one thread, innermost first. The process runs on while it is read, so a stack is believed only when a
 * second reading agrees with the first: the same frames, running the same functions, at the same instructions.
 */
import { lineAt } from './lines.ts';
import type { UserFrame } from './frame.ts';
import type { Python } from './interpreter.ts';
import { isAddress, word, wordAt, type Memory } from './memory.ts';
import { lineFormatOf, type Offsets } from './offsets.ts';
import { bytesAt, nameAt } from './text.ts';
import { stateBytes } from './threads.ts';

interface RawFrame {
  readonly address: number;
  readonly code: number;
  /** Up to 3.10 the index of the instruction, from 3.11 on its address. */
  readonly instruction: number;
  /** Which copy of the instructions it runs, in a free-threaded build. */
  readonly copy: number;
}

export interface Code {
  readonly function: string | null;
  readonly file: string | null;
  readonly firstLine: number;
  readonly lines: Uint8Array;
  readonly address: number;
}

export type Codes = Map<number, Code | null>;

const mostFrames = 1024;
const tries = 3;

/** From 3.12 on: a frame that the interpreter itself put in between two calls, no function of Python's. */
const firstOwnerWithoutCode = 3;

export function framesOf(
  memory: Memory,
  python: Python,
  thread: number,
  codes: Codes,
): { readonly frames: readonly UserFrame[] } | { readonly why: string } {
  let why = 'its frames could not be read';
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const before = chainOf(memory, python.offsets, thread);
    if (!before) continue;
    const frames = before.map((frame) => userFrame(memory, python, frame, codes));
    const after = chainOf(memory, python.offsets, thread);
    if (!after || !isSame(before, after, attempt === tries)) {
      why = 'it was running: its frames changed while they were read';
    } else if (frames.every((frame) => frame !== null)) {
      return { frames: frames.filter((frame) => frame !== null) };
    } else {
      why = 'one of its frames runs no function that could be read';
    }
  }
  return { why };
}

function chainOf(memory: Memory, offsets: Offsets, thread: number): readonly RawFrame[] | null {
  const { threadFrame, cframeFrame, frameCode, framePrevious, frameInstruction, frameOwner, frameCopy } =
    offsets;
  const state = stateBytes(memory, offsets, thread, 'anew');
  const top = state && word(state, threadFrame);
  let address = top === null || cframeFrame === null ? top : wordAt(memory, top + cframeFrame, 'anew');
  if (address === null) return null;
  const bytesEach = Math.max(frameCode, framePrevious, frameInstruction, frameOwner ?? 0, frameCopy ?? 0) + 8;
  const chain: RawFrame[] = [];
  const seen = new Set<number>();
  while (address !== 0 && seen.size < mostFrames) {
    const bytes: DataView | null =
      isAddress(address) && !seen.has(address) ? memory.at(address, bytesEach, 'anew') : null;
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

/** At the last try the innermost function may have gone on, as long as it is still the one: each line was true. */
function isSame(before: readonly RawFrame[], after: readonly RawFrame[], mayMove: boolean): boolean {
  return (
    before.length === after.length &&
    before.every((frame, at) => {
      const other = after[at];
      return (
        other?.address === frame.address &&
        other.code === frame.code &&
        (other.instruction === frame.instruction || (mayMove && at === 0))
      );
    })
  );
}

function userFrame(memory: Memory, python: Python, frame: RawFrame, codes: Codes): UserFrame | null {
  const known = codes.get(frame.code);
  const code = known === undefined ? codeAt(memory, python, frame.code) : known;
  codes.set(frame.code, code);
  if (!code) return null;
  const offset = offsetIn(memory, python, frame);
  const line =
    offset === null ? null : lineAt(lineFormatOf(python.version), code.lines, code.firstLine, offset);
  return {
    language: 'python',
    function: code.function,
    file: code.file,
    line: line !== null && line > 0 ? line : null,
  };
}

/** The place of its instruction, in bytes from the first one. */
function offsetIn(memory: Memory, { version, offsets }: Python, frame: RawFrame): number | null {
  const { codeInstructions, codeCopies } = offsets;
  // 3.10 counts instructions of two bytes
  if (codeInstructions === null)
    return frame.instruction * (version.minor === 10 && version.major === 3 ? 2 : 1);
  if (frame.copy === 0 || codeCopies === undefined)
    return frame.instruction - (frame.code + codeInstructions);
  const copies = wordAt(memory, frame.code + codeCopies);
  const copy = copies === null ? null : wordAt(memory, copies + 8 + frame.copy * 8);
  return copy === null ? null : frame.instruction - copy;
}

/** A code object is one whose type is PyCode_Type, where that is known. */
function codeAt(memory: Memory, { offsets, codeType }: Python, address: number): Code | null {
  const { codeName, codeFile, codeFirstLine, codeLines } = offsets;
  const bytes = memory.at(address, Math.max(codeName, codeFile, codeFirstLine, codeLines) + 8);
  if (!bytes) return null;
  // the type is what stands before an object's own fields: those of bytes begin there
  if (codeType !== null && word(bytes, offsets.bytesLength - 8) !== codeType) return null;
  const lines = bytesAt(memory, offsets, word(bytes, codeLines));
  const code = {
    address,
    function: nameAt(memory, offsets, word(bytes, codeName)),
    file: nameAt(memory, offsets, word(bytes, codeFile)),
    firstLine: bytes.getInt32(codeFirstLine, true),
    lines: lines ?? new Uint8Array(),
  };
  return code.function === null && code.file === null ? null : code;
}
