/**
 * A time-out that names a moment instead of a span: a struct timespec on CLOCK_REALTIME or CLOCK_MONOTONIC
 * (clock_gettime(2)), as in FUTEX_WAIT_BITSET, FUTEX_LOCK_PI, mq_timedreceive(3).
 * It is told as a span, like all others: what is left, and what has gone by since the thread began to wait.
 */
import type { Machine, Thread } from '../machine/machine.ts';
import { structLimit, type TimeLimit } from './time-limit.ts';

export type Clock = 'realtime' | 'monotonic';

export function absoluteLimit(
  machine: Machine,
  thread: Thread,
  address: bigint,
  wordBytes: 4 | 8,
  clock: Clock,
): TimeLimit {
  const moment = structLimit(machine, thread, address, wordBytes, 1e9);
  if (moment.is !== 'set') return moment;
  const { wallMs, monotonicSeconds } = machine.view.clocks;
  const leftSeconds = Math.max(0, moment.seconds - (clock === 'realtime' ? wallMs / 1000 : monotonicSeconds));
  const seconds = leftSeconds + (thread.blockedFor?.atLeast ?? 0);
  return { is: 'set', seconds: Math.round(seconds * 1000) / 1000 };
}

/** For the end of a sentence; without a time-out there is nothing to say. */
export function untilInWords(limit: TimeLimit): string {
  if (limit.is === 'none') return '';
  return limit.is === 'unread' ? ', with a time-out that could not be read' : `, time-out ${limit.seconds} s`;
}
