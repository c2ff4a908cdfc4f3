/**
 * The clocks of a look, taken in one moment. Node has no CLOCK_BOOTTIME, and /proc/uptime (proc_uptime(5)) shows only
 * hundredths of it. But it is CLOCK_MONOTONIC plus the time that the machine was suspended (clock_gettime(2)), and
 * most never were.
 *
 *   4334.41 8257.77
 */
import { wholeText } from './files.ts';
import type { ProcRoot } from './proc-root.ts';
import { execStartMs, schedulerClockMs } from './scheduler-clock.ts';
import type { Clocks } from './view.ts';

export const takeClocks = (root: ProcRoot): Clocks =>
  root.kind === 'captured' ? capturedClocks(root) : liveClocks();

const monotonicNow = (): number => Number(process.hrtime.bigint()) / 1e9;

function liveClocks(): Clocks {
  const before = monotonicNow();
  const uptime = uptimeOf(textOr(null, '/proc/uptime'));
  const after = monotonicNow();
  const schedulerMs = schedulerClockMs();
  const monotonicSeconds = monotonicNow();
  const suspended = uptime === null ? 0 : suspendedSeconds(uptime - (before + after) / 2);
  return { wallMs: Date.now(), bootSeconds: monotonicSeconds + suspended, monotonicSeconds, schedulerMs };
}

/** What is cut off of the uptime, at the middle. */
const halfHundredth = 0.005;
const noise = 0.02;

/**
 * Less than nothing is either the clock of a time namespace (time_namespaces(7)), and then that of all of its /proc,
 * or an uptime that a container's host made up (lxcfs), while `starttime` stays the kernel's.
 */
function suspendedSeconds(difference: number): number {
  const seconds = difference + halfHundredth;
  if (Math.abs(seconds) < noise) return 0;
  const isNamespace = /^\w+\s+(?!0\s+0$)-?\d+\s+-?\d+$/m.test(textOr('', '/proc/self/timens_offsets'));
  return seconds < 0 && !isNamespace ? 0 : seconds;
}

/** Those of the moment of the capture: `btime` in its stat is a whole second, but of that machine. */
function capturedClocks(root: ProcRoot): Clocks {
  const text = (path: string): string => textOr('', root.place(path) ?? path);
  const uptime = uptimeOf(text('/proc/uptime'));
  if (uptime === null) return liveClocks();
  const bootedAt = /^btime (\d+)$/m.exec(text('/proc/stat'))?.[1];
  return {
    wallMs: bootedAt === undefined ? Date.now() : (Number(bootedAt) + uptime) * 1000,
    bootSeconds: uptime,
    monotonicSeconds: uptime,
    schedulerMs: execStartMs(text('/proc/self/sched')),
  };
}

function uptimeOf(text: string | null): number | null {
  const seconds = /^(\d+(?:\.\d+)?) /.exec(text ?? '')?.[1];
  return seconds === undefined ? null : Number(seconds);
}

function textOr<T>(otherwise: T, file: string): string | T {
  try {
    return wholeText(file);
  } catch {
    return otherwise;
  }
}
