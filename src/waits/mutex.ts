/**
 * `mutex`: a lock in user space whose owner is known, from the word in memory (futex(2)). Sample:
 * `202 0x564ab861c480 0x80 0x2 0x0 …`, and at that address `2 0 15551 1 0`: locked with waiters, owner 15551.
 * Mutexes of glibc of every sort, its read-write locks held by a writer, its streams (stdio); locks with priority
 * inheritance and robust ones, of any library, whose word is the owner's tid.
 *
 * An owner is believed when it is a live thread that has the word in its memory. One that is gone is believed only
 * when everything else there is a mutex beyond doubt: then nobody can ever unlock it.
 */
import { statPath, threadStatPath } from '../sources/proc/stat.ts';
import { valueOf } from '../view/view.ts';
import type { Machine, Thread } from '../machine/machine.ts';
import { untilInWords } from './absolute-limit.ts';
import { callEvidence } from './evidence.ts';
import { futexCallOf, futexLimit, type FutexCall } from './futex-call.ts';
import { beganBefore } from './futex-users.ts';
import { hex, wordsAround, wordsEvidence, type Words } from './futex-words.ts';
import {
  isTid,
  mutexIn,
  rwlockIn,
  streamOwnerIn,
  threadBlock,
  tidIn,
  tidWordIn,
  type MutexWords,
} from './glibc-locks.ts';
import { ownershipOf, type Ownership } from './lock-owner.ts';
import { clockEnders, secondsOf } from './time-limit.ts';
import type { Evidence, Recogniser } from './wait.ts';

interface Owned extends MutexWords {
  /** With its address: `mutex at 0x564ab861c480`. */
  readonly what: string;
  /** The word that names the owner: bytes from the futex, and what it holds. */
  readonly ownerAt: number;
  readonly word: number;
  readonly evidence: readonly Evidence[];
}

export const recognise: Recogniser = async (thread, machine) => {
  const call = futexCallOf(machine, thread);
  if (!call || call.others.length > 0) return null;
  const owned = ownedAt(machine, thread, call);
  if (!owned) return null;
  const object = owned.what;
  const { isFound, enders, clause, facts, sharedAs } = await holding(machine, thread, call, owned);
  if (!isFound && !owned.isExact) return null;
  const limit = futexLimit(machine, thread);
  const place = sharedAs === null ? object : `${object} in ${sharedAs}`;
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'mutex',
    fd: null,
    object: place,
    timeoutSeconds: secondsOf(limit),
    enders: [...enders, ...clockEnders(thread, limit)],
    posture: 'owed',
    because: `${call.callName} on ${place}, ${clause}${untilInWords(limit)}`,
    evidence: [...callEvidence(thread), ...owned.evidence],
    ...(facts.length > 0 ? { facts } : {}),
  };
};

/**
 * That an owner is gone is proven only if it is still in the word, and was no thread that began after the threads
 * were listed. A lock with priority inheritance always has a live one: the kernel lets nobody wait for a dead one.
 */
async function holding(machine: Machine, thread: Thread, call: FutexCall, owned: Owned): Promise<Ownership> {
  const found = await ownershipOf(machine, thread, call, owned.owner, owned.what);
  if (found.isFound || found.enders.length > 0) return found;
  const isProven =
    call.operation !== 'pi' &&
    beganBefore(thread) &&
    wordsAround(machine, thread.pid, call.address, 'anew').at(owned.ownerAt) === owned.word &&
    !beganMeanwhile(machine, thread, owned.owner, found.sharedAs !== null);
  if (isProven) return found;
  const why = `its owner ${owned.owner} was not found among the threads that were seen`;
  return { ...found, enders: [{ by: 'unseen', why }], clause: why, facts: [] };
}

/** A thread of that tid, here or, for shared memory, anywhere, that was not there when all were listed. */
function beganMeanwhile(machine: Machine, thread: Thread, owner: number, isShared: boolean): boolean {
  if (thread.innerTid !== thread.tid || thread.process.thread(owner)) return false;
  if (machine.view.text(threadStatPath(thread.pid, owner)).ok) return true;
  return isShared && machine.glance(owner) === null && machine.view.text(statPath(owner)).ok;
}

function ownedAt(machine: Machine, thread: Thread, call: FutexCall): Owned | null {
  const words = wordsAround(machine, thread.pid, call.address);
  const { abi } = thread.process;
  if (call.operation === 'pi') return inheriting(words);
  const evidence = wordsEvidence(words, 0, 20);
  const mutex = mutexIn(words, call, abi);
  if (mutex) return { ...mutex, what: at('mutex', words), ownerAt: 8, word: mutex.owner, evidence };
  const tidWord = tidWordIn(words, call);
  if (tidWord) return { ...tidWord, what: at('mutex', words), ownerAt: 0, word: call.value, evidence };
  const rwlock = rwlockIn(words, call, abi);
  if (rwlock && rwlock.writer !== null) {
    return {
      what: at('read-write lock', words, rwlock.offset),
      owner: rwlock.writer,
      isExact: true,
      ownerAt: (abi === 'i386' ? 28 : 24) - rwlock.offset,
      word: rwlock.writer,
      evidence: wordsEvidence(words, -rwlock.offset, -rwlock.offset + 32),
    };
  }
  return streamAt(machine, thread, words, call);
}

const at = (what: string, { address }: Words, offset = 0): string =>
  `${what} at ${hex(address - BigInt(offset))}`;

/** The kernel itself keeps the tid of the owner in the word, and wakes the next when that one dies. */
function inheriting(words: Words): Owned | null {
  const word = words.at(0);
  if (word === null || !isTid(tidIn(word))) return null;
  return {
    what: at('mutex', words),
    owner: tidIn(word),
    isExact: true,
    ownerAt: 0,
    word,
    evidence: wordsEvidence(words, 0, 20),
  };
}

function streamAt(machine: Machine, thread: Thread, words: Words, call: FutexCall): Owned | null {
  const block = streamOwnerIn(words, call, thread.process.abi);
  if (block === null) return null;
  const bytes = valueOf(machine.view.memory(thread.pid, block, Number(threadBlock.tid) + 4));
  if (!bytes || bytes.length < Number(threadBlock.tid) + 4) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const owner = view.getUint32(Number(threadBlock.tid), true);
  if (view.getBigUint64(Number(threadBlock.self), true) !== block || !isTid(owner)) return null;
  return {
    what: at('lock of a stream', words),
    owner,
    isExact: false,
    ownerAt: 0,
    word: call.value,
    evidence: wordsEvidence(words, 0, 16),
  };
}
