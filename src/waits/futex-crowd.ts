/**
 * How many threads of a process sleep at the same futex, or in the same way. A pool's workers sleep at one condition
 * variable, or each at a lock of its own (Python's Condition, Java's park): then only their number tells.
 * Read once a process: of each thread its call (proc_pid_syscall(5)).
 */
import type { Machine, Process, Thread } from '../machine/machine.ts';
import { futexCallOf, type FutexCall } from './futex-call.ts';

export interface Crowd {
  /** Threads at this very word, or at the one beside it; this one included. */
  readonly atWord: number;
  /** Threads but the first that sleep without an owner and without a time-out, each wherever. */
  readonly alike: number;
  readonly isPool: boolean;
}

/** Two threads that wait for each other are no pool; nor is the first thread, which starts and joins the others. */
const smallestPool = 3;

/** A condition variable of glibc has two words side by side, for its older and its newer waiters. */
const placeOf = ({ address }: FutexCall): bigint => address - (address % 8n);

interface Sleepers {
  readonly byWord: ReadonlyMap<bigint, number>;
  readonly alike: number;
}

const known = new WeakMap<Process, Sleepers>();

export function crowdAt(machine: Machine, thread: Thread, call: FutexCall): Crowd {
  const { process } = thread;
  const sleepers = known.get(process) ?? sleepersOf(machine, process);
  known.set(process, sleepers);
  const atWord = sleepers.byWord.get(placeOf(call)) ?? 1;
  const isAlike = thread.tid !== thread.pid && sleepsLikeWorker(call);
  return {
    atWord,
    alike: sleepers.alike,
    isPool: atWord > 1 || (isAlike && sleepers.alike >= smallestPool),
  };
}

function sleepersOf(machine: Machine, process: Process): Sleepers {
  const byWord = new Map<bigint, number>();
  let alike = 0;
  for (const thread of process.threads) {
    const call = thread.state === 'S' ? futexCallOf(machine, thread) : null;
    if (!call) continue;
    byWord.set(placeOf(call), (byWord.get(placeOf(call)) ?? 0) + 1);
    if (thread.tid !== process.pid && sleepsLikeWorker(call)) alike++;
  }
  return { byWord, alike };
}

/** At a count of 0, or parked (Rust's -1): so sleep semaphores, condition variables and parkers, and no lock. */
const sleepsLikeWorker = (call: FutexCall): boolean =>
  (call.value === 0 || call.value === 0xffff_ffff) &&
  !call.isTimed &&
  call.isPrivate &&
  (call.operation === 'bitset' || call.operation === 'wait');
