/**
 * For how long a thread has not run, from one look: `se.exec_start` says when it last did, on the scheduler's clock
 * (sources/proc/sched.ts). That clock runs behind the monotonic one by stolen and interrupt time, so the truth lies
 * between the reader's own exec_start minus theirs and the monotonic clock minus theirs.
 */
import { parseExecStartMs, schedPath } from '../sources/proc/sched.ts';
import { valueOf, type View } from '../view/view.ts';
import { ageSeconds } from './clocks.ts';
import type { BlockedFor } from './machine.ts';

/** null for a thread that runs or is ready to, and where the kernel does not show its scheduler's numbers. */
export function blockedForOf(
  view: View,
  thread: { readonly pid: number; readonly tid: number; readonly state: string; readonly startTicks: number },
): BlockedFor | null {
  if (thread.state === 'R') return null;
  const source = schedPath(thread.pid, thread.tid);
  const lastRanMs = parseExecStartMs(valueOf(view.text(source)) ?? '');
  if (lastRanMs === null || lastRanMs === 0) return null;
  const { schedulerMs, monotonicSeconds } = view.clocks;
  const age = ageSeconds(view.clocks, thread.startTicks);
  const within = (seconds: number): number => Math.min(Math.max(0, seconds), age);
  const atLeast = schedulerMs === null ? 0 : within((schedulerMs - lastRanMs) / 1000);
  return { atLeast, atMost: Math.max(atLeast, within(monotonicSeconds - lastRanMs / 1000)), source };
}
