/**
 * What the frames of a stack say about the fix: each pattern names a library's function that waits, in the kinds of wait
 * that it leads to, and the option that bounds it (stack/). Only what lies between the wait and the program's
 * own code counts: a callback's wait is not the fault of the library that called it. Where nothing is known, nothing is
 * said.
 */
import type { UserFrame } from '../sources/python/index.ts';
import { limits } from './stack/limits.ts';
import { locksAndInput } from './stack/locks.ts';
import type { Pattern, Stack } from './stack/pattern.ts';
import { processes } from './stack/processes.ts';

const patterns = [...limits, ...processes, ...locksAndInput];

/** Of a wait that has no end in sight; `waitKind` is its kind. Frames innermost first. */
export function adviceFromFrames(frames: readonly UserFrame[], waitKind: string): readonly string[] {
  const first = frames.findIndex((frame) => !isLibrary(frame));
  const inner = first < 0 ? frames : frames.slice(0, first);
  const own = first < 0 ? null : (frames[first] ?? null);
  const stack = { inner, own, frames };
  const known = new Set<string>();
  const advice: string[] = [];
  for (const pattern of patterns) {
    if (known.has(pattern.about) || !pattern.kinds.some((kind) => kind === waitKind)) continue;
    if (!suits(pattern, stack)) continue;
    known.add(pattern.about);
    if (pattern.advice !== null) advice.push(`${pattern.advice}${placeOf(own)}`);
  }
  return advice;
}

const suits = ({ file, function: name, when }: Pattern, stack: Stack): boolean =>
  (when?.(stack) ?? true) &&
  ((file === undefined && name === undefined) ||
    stack.inner.some(
      (frame) => (file?.test(frame.file ?? '') ?? true) && (name?.test(frame.function ?? '') ?? true),
    ));

/** Standard libraries and installed packages; a native frame without a source file belongs to a library, too. */
function isLibrary({ file, function: name, language, module }: UserFrame): boolean {
  if (file !== null && /\/(?:site|dist)-packages\/|\/node_modules\/|^node:/.test(file)) return true;
  if (file !== null && /\/lib(?:64)?\/python\d(?:\.\d+)?\/|^<frozen /.test(file)) return true;
  if (module !== undefined && /\.so(?:\.|$)/.test(module)) return true;
  return language === 'java' ? javaLibrary.test(name ?? '') : file === null;
}

/** The JDK, and those that stack/limits.ts knows: a Java frame names its class, not where it comes from. */
const javaLibrary =
  /^(?:javax?|jdk|sun|com\.(?:sun|mysql|microsoft\.sqlserver)|oracle\.(?:jdbc|net)|org\.(?:postgresql|mariadb|apache\.(?:http|hc)))\./;

/** ` The call is in fetch (/srv/fetcher.py line 57).`, as much as is known of it. */
function placeOf(own: UserFrame | null): string {
  if (!own || (own.function === null && own.file === null)) return '';
  const file = own.file === null ? null : `${own.file}${own.line === null ? '' : ` line ${own.line}`}`;
  if (own.function === null) return ` The call is in ${file}.`;
  return ` The call is in ${own.function}${file === null ? '' : ` (${file})`}.`;
}
