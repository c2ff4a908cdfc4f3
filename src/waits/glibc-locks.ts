/**
 * The locks of glibc as they lie in memory (sysdeps/nptl/bits/struct_mutex.h, struct_rwlock.h, internaltypes.h of
 * glibc 2.25 and later), told by the words around a futex. Pure. Offsets are those of x86-64 and aarch64, measured
 * with glibc 2.36; i386 where it differs.
 *
 *   mutex       2 0 15551 1 0            lock, count, owner, users, kind
 *   rwlock      b 0 3 3 0 0 15551 0      readers and state, writers, two futexes, two unused, writer, shared
 *   semaphore   0 1 80                   value, waiters, 0x80 when shared between processes
 *
 * Other libraries lay out other things, so each shape is checked in all that it says: flags that exist, counts that
 * can be, and whether it is shared just as the call says.
 */
import type { Abi } from '../machine/machine.ts';
import type { FutexCall } from './futex-call.ts';
import type { Words } from './futex-words.ts';

/** PID_MAX_LIMIT of a 64-bit kernel (proc_sys_kernel(5)). */
const mostTids = 4_194_304;
const most = 65_535;

export const isTid = (value: number | null): value is number =>
  value !== null && value > 0 && value <= mostTids;
const isCount = (value: number | null): boolean => value !== null && value > 0 && value <= most;

export interface MutexWords {
  /** As the owner knows itself. */
  readonly owner: number;
  /** The rest of it is a mutex beyond doubt: to be believed even when no thread has that tid. */
  readonly isExact: boolean;
}

/** PTHREAD_MUTEX_*_NP and the bits beside them (nptl/pthreadP.h). */
const mutexKind = {
  type: 3,
  recursive: 1,
  adaptive: 3,
  robust: 16,
  inherits: 32,
  shared: 128,
  elision: 256 | 512,
};
const allMutexKinds = 3 | 16 | 32 | 64 | 128 | 256 | 512;

/** 1: locked; 2: locked, and somebody waits. A plain lock waits with FUTEX_WAIT, one with a time-out with a bitset. */
const contended = 2;

/** The mutex at whose lock word a thread sleeps; null when it is none, or when nobody has it. */
export function mutexIn(words: Words, call: FutexCall, abi: Abi): MutexWords | null {
  if (call.value !== contended || words.at(0) !== contended) return null;
  if (call.operation !== 'wait' && !(call.operation === 'bitset' && call.isTimed)) return null;
  const [users, kind] = [words.at(abi === 'i386' ? 16 : 12), words.at(abi === 'i386' ? 12 : 16)];
  const owner = words.at(8);
  if (!isTid(owner) || !isCount(users) || kind === null || (kind & ~allMutexKinds) !== 0) return null;
  if (((kind & mutexKind.shared) === 0) !== call.isPrivate) return null;
  return { owner, isExact: call.operation === 'wait' && isWholeMutex(words, kind, abi) };
}

/** Only a recursive mutex counts; the list is for robust ones; nothing else is written in a plain one. */
function isWholeMutex(words: Words, kind: number, abi: Abi): boolean {
  const count = words.at(4);
  if ((kind & mutexKind.type) === mutexKind.recursive ? !isCount(count) : count !== 0) return false;
  if (abi === 'i386') return true;
  if ((kind & (mutexKind.robust | mutexKind.inherits)) !== 0) return true;
  const spins = (kind & mutexKind.type) === mutexKind.adaptive || (kind & mutexKind.elision) !== 0;
  return [...(spins ? [] : [20]), 24, 28, 32, 36].every((offset) => words.at(offset) === 0);
}

/** Bit 31 of the word (FUTEX_WAITERS) with a tid below: robust mutexes, those of musl that have a type, and with pi. */
export const waitersFlag = 0x8000_0000;
export const tidIn = (word: number): number => word & 0x3fff_ffff;

export function tidWordIn(words: Words, call: FutexCall): MutexWords | null {
  if (call.operation !== 'wait' && call.operation !== 'bitset') return null;
  if (call.value < waitersFlag || words.at(0) !== call.value || !isTid(tidIn(call.value))) return null;
  const kind = words.at(16);
  const isRobust = kind !== null && (kind & ~allMutexKinds) === 0 && (kind & mutexKind.robust) !== 0;
  return { owner: tidIn(call.value), isExact: isRobust && words.at(8) === tidIn(call.value) };
}

export interface RwlockWords {
  /** Bytes from the futex back to the lock. */
  readonly offset: number;
  /** null: it waits for readers, who leave no name. */
  readonly writer: number | null;
  readonly readers: number;
}

const states = { writePhase: 1, writeLocked: 2, readersWait: 4, readerShift: 3 };

/**
 * The read-write lock at one of whose words a thread sleeps: for the end of the phase (offset 8 of the lock), for the
 * writer before it (12), or, where writers go first, for its turn as a reader (0).
 */
export function rwlockIn(words: Words, call: FutexCall, abi: Abi): RwlockWords | null {
  if (call.operation !== 'bitset' || words.at(0) !== call.value) return null;
  for (const offset of call.value === 2 || call.value === 3 ? [8, 12] : [0]) {
    const state = words.at(-offset);
    if (state === null || (state & states.writeLocked) === 0) continue;
    if (offset === 0 && (state & states.readersWait) === 0) continue;
    if (!isRwlock(words, -offset, call, abi)) continue;
    const writer = words.at(-offset + (abi === 'i386' ? 28 : 24));
    const readers = state >>> states.readerShift;
    const isWriting = (state & states.writePhase) !== 0;
    if (isWriting && call.value === 3 && isTid(writer)) return { offset, writer, readers };
    if (!isWriting && isCount(readers) && writer === 0) return { offset, writer: null, readers };
  }
  return null;
}

/** Both futexes are 0 to 3, the unused words 0, and its preference one of three. */
function isRwlock(words: Words, base: number, call: FutexCall, abi: Abi): boolean {
  const [writers, phase, turn] = [words.at(base + 4), words.at(base + 8), words.at(base + 12)];
  if (writers === null || writers > most || (phase ?? 4) > 3 || (turn ?? 4) > 3) return false;
  if ([16, 20].some((offset) => words.at(base + offset) !== 0)) return false;
  if (abi === 'i386') return true;
  const [shared, preference] = [words.at(base + 28), words.at(base + 48)];
  return shared !== null && (shared === 0) === call.isPrivate && preference !== null && preference <= 2;
}

/** A semaphore at 0 for which somebody waits. Nothing in it says who has it. */
export function isSemaphore(words: Words, call: FutexCall, abi: Abi): boolean {
  const [waiters, shared, empty] =
    abi === 'i386' ? [words.at(8), words.at(4), 1] : [words.at(4), words.at(8), 0];
  if (call.value !== empty || words.at(0) !== empty || call.operation !== 'bitset') return false;
  return isCount(waiters) && shared === (call.isPrivate ? 0 : 128);
}

/** A condition variable: of its two groups of waiters one sleeps; the count of all stands in front of both. */
export function isCondition(words: Words, call: FutexCall): boolean {
  const references = words.at(words.address % 8n === 0n ? -4 : -8);
  return call.operation === 'bitset' && references !== null && isCount(references >>> 3);
}

/** A locked stream (stdio's _IO_lock_t): lock, count, and a pointer to the owner's thread control block. */
export function streamOwnerIn(words: Words, call: FutexCall, abi: Abi): bigint | null {
  if (abi !== 'x86_64' || call.operation !== 'wait' || call.value !== contended || words.at(0) !== contended)
    return null;
  const owner = words.pointerAt(8);
  return isCount(words.at(4)) && owner !== null && owner > 0xffffn && owner % 64n === 0n ? owner : null;
}

/** Of a thread control block: a pointer to itself, and the tid (x86-64). */
export const threadBlock = { self: 16n, tid: 0x2d0n };
