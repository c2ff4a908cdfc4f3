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

/** This process can lose its processor between any two readings: the closest of so many pairs counts. */
const tries = 5;
const closeSeconds = 0.0005;

function liveClocks(): Clocks {
  const suspended = suspendedSeconds();
  const schedulerMs = schedulerClockMs();
  let best = { wallMs: 0, monotonicSeconds: 0, apart: Number.POSITIVE_INFINITY };
  for (let one = 0; one < tries && best.apart > closeSeconds; one++) {
    const monotonicSeconds = monotonicNow();
    const wallMs = Date.now();
    const apart = monotonicNow() - monotonicSeconds;
    if (apart < best.apart) best = { wallMs, monotonicSeconds, apart };
  }
  const { wallMs, monotonicSeconds } = best;
  return { wallMs, bootSeconds: monotonicSeconds + suspended, monotonicSeconds, schedulerMs };
}

/** What the uptime does not show. */
const hundredth = 0.01;
const noise = 0.01;

/**
 * Less than nothing is either the clock of a time namespace (time_namespaces(7)), and then that of all of its /proc,
 * or an uptime that a container's host made up (lxcfs), while `starttime` stays the kernel's.
 */
function suspendedSeconds(): number {
  let [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let one = 0; one < tries && most - least > hundredth + closeSeconds; one++) {
    const before = monotonicNow();
    const uptime = uptimeOf(textOr('', '/proc/uptime'));
    const after = monotonicNow();
    if (uptime === null) return 0;
    [least, most] = [Math.max(least, uptime - after), Math.min(most, uptime + hundredth - before)];
  }
  if (least <= noise && most >= -noise) return 0;
  const isNamespace = /^\w+\s+(?!0\s+0$)-?\d+\s+-?\d+$/m.test(textOr('', '/proc/self/timens_offsets'));
  return most < 0 && !isNamespace ? 0 : (least + most) / 2;
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

function uptimeOf(text: string): number | null {
  const seconds = /^(\d+(?:\.\d+)?) /.exec(text)?.[1];
  return seconds === undefined ? null : Number(seconds);
}

function textOr(otherwise: string, file: string): string {
  try {
    return wholeText(file);
  } catch {
    return otherwise;
  }
}
