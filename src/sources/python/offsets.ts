/**
 * Where a version of CPython keeps what a stack is made of: bytes from the start of each structure. From 3.13 on the
 * interpreter publishes them itself (published.ts); before, they come from its headers (scripts/python-offsets.mjs).
 * Structures that extensions see do not change within a minor version; the others are checked before they are believed.
 */
import type { LineFormat } from './lines.ts';
import { offsets as generated } from './offsets.gen.ts';

export interface Version {
  readonly major: number;
  readonly minor: number;
  /** As the interpreter names itself: `3.13.0`, `3.12.0rc2`. */
  readonly text: string;
}

/** null: this version has no such field. */
export interface Offsets {
  /** In _PyRuntime: the first interpreter. */
  readonly interpretersHead: number | null;
  readonly interpreterNext: number;
  /** In an interpreter: its newest thread state. */
  readonly interpreterThreads: number;
  /** The lock itself within _PyRuntime, up to 3.11; a pointer to it within an interpreter, from 3.12 on. */
  readonly runtimeGil: number | null;
  readonly interpreterGil: number | null;
  readonly gilHolder: number | null;
  readonly gilLocked: number | null;
  readonly threadNext: number;
  readonly threadInterpreter: number;
  /** The innermost frame; in 3.11 and 3.12 a `_PyCFrame`, which points to it. */
  readonly threadFrame: number;
  readonly threadIdent: number;
  readonly threadNative: number | null;
  /** From 3.11 on the newest piece of memory in which its frames lie side by side. */
  readonly threadChunk: number | null;
  readonly cframeFrame: number | null;
  readonly framePrevious: number;
  readonly frameCode: number;
  /** Up to 3.10 an index, from 3.11 on a pointer into the instructions. */
  readonly frameInstruction: number;
  readonly frameOwner: number | null;
  readonly codeName: number;
  readonly codeFile: number;
  readonly codeFirstLine: number;
  readonly codeLines: number;
  readonly codeInstructions: number | null;
  readonly bytesLength: number;
  readonly bytesData: number;
  /** Of str; null in 2.7, where names are bytes. */
  readonly textLength: number | null;
  readonly textState: number | null;
  readonly textAscii: number | null;
  readonly textCompact: number | null;
  /** A free-threaded build from 3.14 on: each thread may run its own copy of a function's instructions. */
  readonly frameCopy?: number;
  readonly codeCopies?: number;
}

export function offsetsFor({ major, minor }: Version): Offsets | null {
  const known: Readonly<Record<string, Offsets>> = generated;
  return known[`${major}.${minor}`] ?? null;
}

export function lineFormatOf({ major, minor }: Version): LineFormat {
  if (major < 3 || minor < 6) return 'lnotab-unsigned';
  return minor < 10 ? 'lnotab' : minor < 11 ? 'linetable' : 'locations';
}

/** PY_VERSION_HEX: `0x030d00f0` is 3.13.0, `0x030c00c2` is 3.12.0rc2 (Include/patchlevel.h). */
export function versionOfHex(hex: number): Version | null {
  const [major, minor, micro] = [hex >>> 24, (hex >>> 16) & 255, (hex >>> 8) & 255];
  if ((major !== 2 && major !== 3) || minor > 99) return null;
  const level = ({ 0xa: 'a', 0xb: 'b', 0xc: 'rc' } as const)[(hex >>> 4) & 15];
  return {
    major,
    minor,
    text: `${major}.${minor}.${micro}${level === undefined ? '' : `${level}${hex & 15}`}`,
  };
}

/** What sys.version begins with: `3.6.15 (default, Nov 26 2026, 10:00:00) \n[GCC 12.2.0]`. */
export function versionOfText(text: string): Version | null {
  const [, version, major, minor] =
    /(?<![\d.])(([23])\.(\d{1,2})\.\d{1,2}(?:(?:a|b|rc)\d{1,2})?\+?) \(/.exec(text) ?? [];
  return version === undefined ? null : { major: Number(major), minor: Number(minor), text: version };
}
