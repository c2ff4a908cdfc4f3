/**
 * The frames of one thread, innermost first. The process runs on while it is read, so a stack is believed only when a
 * second reading agrees with the first: the same frames, running the same functions, at the same instructions.
 */
import { chainOf, type RawFrame } from './chain.ts';
import { lineAt } from './lines.ts';
import type { UserFrame } from './frame.ts';
import type { Python } from './interpreter.ts';
import { word, wordAt, type Memory } from './memory.ts';
import { lineFormatOf } from './offsets.ts';
import { bytesAt, nameAt } from './text.ts';

interface Code {
  readonly function: string | null;
  readonly file: string | null;
  readonly firstLine: number;
  readonly lines: Uint8Array;
  /** By the place of the instruction: threads of a pool stand at the same ones. */
  readonly frames: Map<number | null, UserFrame>;
}

export type Codes = Map<number, Code | null>;

const tries = 3;

export function framesOf(
  memory: Memory,
  python: Python,
  thread: number,
  codes: Codes,
): { readonly frames: readonly UserFrame[] } | { readonly why: string } {
  let why = 'its frames could not be read';
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const before = chainOf(memory, python.offsets, thread, attempt === 1 ? undefined : 'anew');
    if (!before) continue;
    const frames = before.map((frame) => userFrame(memory, python, frame, codes));
    const after = chainOf(memory, python.offsets, thread, 'anew');
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
  const alike = code.frames.get(offset);
  if (alike) return alike;
  const line =
    offset === null ? null : lineAt(lineFormatOf(python.version), code.lines, code.firstLine, offset);
  const found: UserFrame = {
    language: 'python',
    function: code.function,
    file: code.file,
    line: line !== null && line > 0 ? line : null,
  };
  code.frames.set(offset, found);
  return found;
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
    frames: new Map<number | null, UserFrame>(),
    function: nameAt(memory, offsets, word(bytes, codeName)),
    file: nameAt(memory, offsets, word(bytes, codeFile)),
    firstLine: bytes.getInt32(codeFirstLine, true),
    lines: lines ?? new Uint8Array(),
  };
  return code.function === null && code.file === null ? null : code;
}
