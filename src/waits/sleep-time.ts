/**
 * How long a sleep is and what is left of it: a struct timespec in the memory of the process, relative, or absolute on
 * one of several clocks (clock_nanosleep(2), clock_gettime(2)).
 */
import { ageSeconds } from '../machine/clocks.ts';
import type { Machine, Syscall, Thread } from '../machine/machine.ts';
import { valueOf, type Clocks } from '../view/view.ts';

export interface SleepTime {
  /** null where it could not be read, or counts something else than time on a wall. */
  readonly wholeSeconds: number | null;
  readonly leftSeconds: number | null;
  readonly isAbsolute: boolean;
  /** It was interrupted and restarted, once at least: what is left is then known from below. */
  readonly isRestarted: boolean;
}

/** TIMER_ABSTIME of <time.h>. */
const absolute = 1n;

/** Which reading of ours a clock is; CPU time and TAI are none. */
const readings: Readonly<Record<string, (clocks: Clocks) => number>> = {
  0: ({ wallMs }) => wallMs / 1000, // CLOCK_REALTIME
  1: ({ monotonicSeconds }) => monotonicSeconds, // CLOCK_MONOTONIC
  7: ({ bootSeconds }) => bootSeconds, // CLOCK_BOOTTIME
  8: ({ wallMs }) => wallMs / 1000, // CLOCK_REALTIME_ALARM
  9: ({ bootSeconds }) => bootSeconds, // CLOCK_BOOTTIME_ALARM
};

/** @param name the call that it is or, for a restarted one, that it was */
export function sleepTime(machine: Machine, thread: Thread, call: Syscall, name: string): SleepTime {
  const isRestarted = call.name === 'restart_syscall';
  const isClock = name.startsWith('clock_');
  const isAbsolute = isClock && ((call.args[1] ?? 0n) & absolute) !== 0n;
  const now = isClock ? readings[String(call.args[0])] : readings['1'];
  const stands = timespecAt(
    machine,
    thread,
    call.args[isClock ? 2 : 0] ?? 0n,
    wordWidths(thread, call, name),
  );
  if (stands === null || !now) return { wholeSeconds: null, leftSeconds: null, isAbsolute, isRestarted };
  const slept = thread.blockedFor?.atLeast ?? 0;
  if (isAbsolute) {
    const left = stands - now(machine.clocks);
    // still asleep long after its time: the clock is that of another time namespace (time_namespaces(7))
    if (left < -1) return { wholeSeconds: null, leftSeconds: null, isAbsolute, isRestarted };
    return {
      wholeSeconds: milliseconds(left + slept),
      leftSeconds: Math.max(0, left),
      isAbsolute,
      isRestarted,
    };
  }
  const most = isRestarted ? ageSeconds(machine.clocks, thread.process.startTicks) : slept;
  return { wholeSeconds: stands, leftSeconds: Math.max(0, stands - most), isAbsolute, isRestarted };
}

const milliseconds = (seconds: number): number => Math.round(Math.max(0, seconds) * 1000) / 1000;

/**
 * Bytes of a word in the struct, the likelier first. i386 numbers tell a call by `int $0x80` from a 64-bit program
 * (its nanosleep is 162, its clock_nanosleep 267); a restarted call does not say whether it was one for 64-bit times.
 */
function wordWidths({ process }: Thread, call: Syscall, name: string): readonly (4 | 8)[] {
  if (name.endsWith('_time64')) return [8];
  if (call.name === 'restart_syscall') return process.abi === 'i386' ? [8, 4] : [8];
  return process.abi === 'i386' || call.number === 162 || call.number === 267 ? [4] : [8];
}

function timespecAt(
  machine: Machine,
  thread: Thread,
  address: bigint,
  widths: readonly (4 | 8)[],
): number | null {
  for (const width of widths) {
    const bytes = address === 0n ? null : valueOf(machine.view.memory(thread.pid, address, 2 * width));
    if (!bytes || bytes.length < 2 * width) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const word = (index: number): number =>
      width === 8 ? Number(view.getBigInt64(8 * index, true)) : view.getInt32(4 * index, true);
    if (word(0) >= 0 && word(1) >= 0 && word(1) < 1e9) return word(0) + word(1) / 1e9;
  }
  return null;
}
