/**
 * The time-out in a call's arguments: milliseconds (poll(2), epoll_wait(2)), or a struct in the memory of the process
 * (select(2): struct timeval; ppoll(2), pselect(2): struct timespec). Both are read as two signed words.
 */
import { valueOf } from '../view/view.ts';
import type { Machine, Thread } from '../machine/machine.ts';
import type { Ender } from './wait.ts';

/** `none`: it waits for ever. `unread`: there is one, but its length could not be read. */
export type TimeLimit =
  | { readonly is: 'none' }
  | { readonly is: 'unread' }
  | { readonly is: 'set'; readonly seconds: number };

const none: TimeLimit = { is: 'none' };

/** An `int` of milliseconds; negative means for ever. */
export function millisecondLimit(argument: bigint | undefined): TimeLimit {
  const ms = BigInt.asIntN(32, argument ?? -1n);
  return ms < 0n ? none : { is: 'set', seconds: Number(ms) / 1000 };
}

/** A pointer to seconds and a fraction (`perSecond` of them a second), two words of 4 or 8 bytes each; NULL means for ever. */
export function structLimit(
  machine: Machine,
  thread: Thread,
  address: bigint,
  wordBytes: 4 | 8,
  perSecond: number,
): TimeLimit {
  if (address === 0n) return none;
  const bytes = valueOf(machine.view.memory(thread.pid, address, 2 * wordBytes));
  if (!bytes || bytes.length < 2 * wordBytes) return { is: 'unread' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (index: number): number =>
    wordBytes === 8 ? Number(view.getBigInt64(8 * index, true)) : view.getInt32(4 * index, true);
  return { is: 'set', seconds: word(0) + word(1) / perSecond };
}

export const secondsOf = (limit: TimeLimit): number | null => (limit.is === 'set' ? limit.seconds : null);

/** The clock as an ender: what is left of the time-out, since the thread has waited for some of it already. */
export function clockEnders(thread: Thread, limit: TimeLimit): readonly Ender[] {
  if (limit.is === 'none') return [];
  if (limit.is === 'unread') return [{ by: 'clock', inSeconds: null }];
  return [{ by: 'clock', inSeconds: Math.max(0, limit.seconds - (thread.blockedFor?.atLeast ?? 0)) }];
}
