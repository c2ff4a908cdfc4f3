/**
 * Sets of signals (signal(7), sigsetops(3)): 64 bits, bit n-1 is signal n, in memory as in /proc/PID/status. The numbers
 * are those of x86 and ARM alike.
 */
import type { Machine, Thread } from '../machine/machine.ts';
import { valueOf } from '../view/view.ts';

const names = (
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU ' +
  'URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ');

/** glibc keeps 32 and 33 for itself (nptl(7)). */
const libcSignals = 0x1_8000_0000n;

export const childSignal = 1n << 16n;

/** A set in the memory of a process; null where it cannot be read. */
export function signalSetAt(machine: Machine, thread: Thread, address: bigint): bigint | null {
  const bytes = address === 0n ? null : valueOf(machine.view.memory(thread.pid, address, 8));
  if (!bytes || bytes.length < 8) return null;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
}

/** `SIGUSR1, SIGCHLD`; of many the first three. */
export function signalsInWords(set: bigint): string {
  const wanted = set & ~libcSignals;
  const known = names
    .filter((_, index) => (wanted & (1n << BigInt(index))) !== 0n)
    .map((name) => `SIG${name}`);
  if (wanted >> BigInt(names.length) !== 0n) known.push('real-time signals');
  if (known.length === 0) return 'no signal that it handles';
  if (known.length >= names.length - 2) return 'any signal';
  return known.length > 4 ? `${known.slice(0, 3).join(', ')} and ${known.length - 3} more` : known.join(', ');
}
