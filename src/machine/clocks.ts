/**
 * From the kernel's clocks to the wall's: when a process began. `starttime` in /proc/PID/stat counts clock ticks of
 * CLOCK_BOOTTIME (proc_pid_stat(5)). Neither `btime`, a whole second, nor the times of the /proc/PID directory say it.
 */
import type { Clocks } from '../view/view.ts';

/** USER_HZ: what /proc counts in, whatever the kernel's own rate is; 100 on every architecture that Node runs on. */
export const ticksPerSecond = 100;

export const bootedAtMs = (clocks: Clocks): number => clocks.wallMs - clocks.bootSeconds * 1000;

export const startedAtMs = (clocks: Clocks, startTicks: number): number =>
  bootedAtMs(clocks) + (startTicks / ticksPerSecond) * 1000;

export const ageSeconds = (clocks: Clocks, startTicks: number): number =>
  Math.max(0, clocks.bootSeconds - startTicks / ticksPerSecond);
