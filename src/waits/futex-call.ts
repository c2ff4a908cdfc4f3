/**
 * A thread that sleeps in futex(2), and what its arguments say: the word's address, what to do, the value for which
 * it waits to change, a time-out (linux/Documentation/userspace-api/futex2.rst for the calls that came later).
 * Sample: `202 0x564ab861c480 0x80 0x2 0x0 …` is FUTEX_WAIT | FUTEX_PRIVATE_FLAG for as long as the word holds 2.
 */
import { valueOf } from '../view/view.ts';
import type { Machine, Syscall, Thread } from '../machine/machine.ts';
import { absoluteLimit, type Clock } from './absolute-limit.ts';
import { sleepsIn } from './evidence.ts';
import { structLimit, type TimeLimit } from './time-limit.ts';

/** Kernel functions in which only futex(2) sleeps. */
export const futexFamily = /^(futex_|do_futex|__?futex|(__)?rt_mutex_(schedule|slowlock|wait_proxy_lock))/;

export interface FutexWord {
  readonly address: bigint;
  /** The 32 bits for which it waits to change; of a lock with priority inheritance the kernel keeps them itself. */
  readonly value: number;
  /** The program says that no other process uses the word. */
  readonly isPrivate: boolean;
}

/** `bitset`: FUTEX_WAIT_BITSET, with a moment as its time-out. `pi`: a lock whose owner the kernel knows. */
export type FutexOperation = 'wait' | 'bitset' | 'pi' | 'requeue-pi';

export interface FutexCall extends FutexWord {
  readonly callName: string;
  readonly operation: FutexOperation;
  /** There is a time-out in the arguments: known without reading memory. */
  readonly isTimed: boolean;
  /** futex_waitv: the other words that end the wait. */
  readonly others: readonly FutexWord[];
}

const privateFlag = 128;
const realtimeFlag = 256;
const operations: Readonly<Record<number, FutexOperation>> = {
  0: 'wait',
  6: 'pi',
  9: 'bitset',
  11: 'requeue-pi',
  13: 'pi',
};
const lockPi = 6;

const word32 = (argument: bigint | undefined): number => Number(BigInt.asUintN(32, argument ?? 0n));

/** null when the thread sleeps in another call. */
export function futexCallOf(machine: Machine, thread: Thread): FutexCall | null {
  if (thread.call.in !== 'call') return null;
  const { call } = thread.call;
  const [address = 0n, second, , fourth = 0n, fifth = 0n] = call.args;
  switch (call.name) {
    case 'restart_syscall':
      if (!sleepsIn(thread, futexFamily)) return null;
      return classic(call, 'futex');
    case 'futex':
    case 'futex_time64':
      return classic(call, call.name);
    case 'futex_wait':
      return {
        callName: call.name,
        address,
        value: word32(second),
        isPrivate: (word32(fourth) & privateFlag) !== 0,
        operation: 'bitset',
        isTimed: fifth !== 0n,
        others: [],
      };
    case 'futex_waitv': {
      const [first, ...others] = vectorAt(machine, thread, address, word32(second));
      return first
        ? { callName: call.name, ...first, operation: 'bitset', isTimed: fourth !== 0n, others }
        : null;
    }
    default:
      return null;
  }
}

function classic(call: Syscall, callName: string): FutexCall | null {
  const [address = 0n, operation, value, timeout = 0n] = call.args;
  const bits = word32(operation);
  const known = operations[bits & 0x7f];
  if (known === undefined) return null;
  return {
    callName,
    address,
    value: word32(value),
    isPrivate: (bits & privateFlag) !== 0,
    operation: known,
    isTimed: timeout !== 0n,
    others: [],
  };
}

/** struct futex_waitv: a value of 64 bits, an address, flags; at most 128 of them. */
function vectorAt(machine: Machine, thread: Thread, address: bigint, count: number): readonly FutexWord[] {
  const entryBytes = 24;
  const bytes = valueOf(machine.view.memory(thread.pid, address, Math.min(count, 128) * entryBytes));
  if (!bytes) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / entryBytes) }, (_, index) => ({
    value: view.getUint32(index * entryBytes, true),
    address: view.getBigUint64(index * entryBytes + 8, true),
    isPrivate: (view.getUint32(index * entryBytes + 16, true) & privateFlag) !== 0,
  }));
}

/** The time-out of a call: a span with FUTEX_WAIT, else a moment on the clock that the operation or the call names. */
export function futexLimit(machine: Machine, thread: Thread): TimeLimit {
  if (thread.call.in !== 'call') return { is: 'none' };
  const { name, args } = thread.call.call;
  const at = (index: number): bigint => args[index] ?? 0n;
  if (name === 'futex_wait') return absoluteLimit(machine, thread, at(4), 8, clockOf(at(5)));
  if (name === 'futex_waitv') return absoluteLimit(machine, thread, at(3), 8, clockOf(at(4)));
  const bits = word32(at(1));
  const wordBytes = thread.process.abi === 'i386' && name !== 'futex_time64' ? 4 : 8;
  if (operations[bits & 0x7f] === 'wait') return structLimit(machine, thread, at(3), wordBytes, 1e9);
  const isRealtime = (bits & realtimeFlag) !== 0 || (bits & 0x7f) === lockPi;
  return absoluteLimit(machine, thread, at(3), wordBytes, isRealtime ? 'realtime' : 'monotonic');
}

/** CLOCK_REALTIME is 0, CLOCK_MONOTONIC 1. */
const clockOf = (id: bigint): Clock => (id === 0n ? 'realtime' : 'monotonic');
