/**
 * Whose numbers a system call has. A 32-bit program on a 64-bit kernel has those of i386; so has a 64-bit program that
 * calls by `int $0x80`: its nanosleep, 162, would read as `sync`. The kernel stack shows the way in; without it the
 * two bytes before the program counter do (`cd 80`), and the width of the words in auxv.
 */
import { auxvPath, wordBytes } from '../sources/proc/auxv.ts';
import { valueOf, type View } from '../view/view.ts';
import type { Abi } from './machine.ts';

/** Entries from 64-bit and from 32-bit code (arch/x86/entry). */
const entered64 = /^(do_syscall_64|x64_sys_call|__x64_sys_|entry_SYSCALL_64)/;
const entered32 = /(int80|INT80|fast_syscall_32|ia32_|_compat_after_hwframe|^compat_)/;

const fourGiB = 1n << 32n;

export function programAbi(view: View, pid: number): Abi {
  if (view.arch === 'arm64') return 'aarch64';
  if (view.arch === 'ia32') return 'i386';
  return wordBytes(valueOf(view.text(auxvPath(pid))) ?? '') === 4 ? 'i386' : 'x86_64';
}

export interface CallPlace {
  readonly pid: number;
  readonly state: string;
  readonly sp: bigint;
  readonly pc: bigint;
  readonly stack: readonly string[] | null;
}

export function callAbi(view: View, place: CallPlace): Abi {
  if (view.arch !== 'x64') return programAbi(view, place.pid);
  if (place.stack?.some((frame) => entered64.test(frame))) return 'x86_64';
  if (place.stack?.some((frame) => entered32.test(frame))) return 'i386';
  if (place.sp < fourGiB && place.pc < fourGiB) return programAbi(view, place.pid);
  return calledByInterrupt(view, place) ? 'i386' : 'x86_64';
}

/** Memory is not read of a task in D: its own lock might be held, and the reader would wait with it. */
function calledByInterrupt(view: View, { pid, state, pc }: CallPlace): boolean {
  if (state === 'D' || pc < 2n) return false;
  const before = valueOf(view.memory(pid, pc - 2n, 2));
  return before !== null && before[0] === 0xcd && before[1] === 0x80;
}
