/**
 * `futex`: every wait in futex(2) for which no owner shows: condition variables, semaphores within a process, locks
 * of run times that keep no owner, a writer that waits for readers. Sample: `202 0x55d5c3a1c228 0x189 0x0 0x0 …`.
 * None is ever invented: any other thread of the process could wake it, and whoever maps the word, if that is shared.
 *
 * Several threads that sleep at one word, or several that sleep alike, are a pool at rest: work may come to them by
 * ways that no thread shows. A lone one depends on the others. The only thread of a process waits for ever, unless a
 * signal's handler wakes it.
 */
import type { Machine, Thread } from '../machine/machine.ts';
import { untilInWords } from './absolute-limit.ts';
import { callEvidence, wchanEvidence } from './evidence.ts';
import { futexCallOf, futexFamily, futexLimit, type FutexCall } from './futex-call.ts';
import { crowdAt, type Crowd } from './futex-crowd.ts';
import { beganBefore, handlerEnders, usersAsEnders, usersOf, type FutexUsers } from './futex-users.ts';
import { hex, wordsAround, wordsEvidence } from './futex-words.ts';
import { isCondition, isSemaphore, rwlockIn } from './glibc-locks.ts';
import { hasOtherThreads } from './plain.ts';
import { clockEnders, secondsOf } from './time-limit.ts';
import type { Ender, Evidence, Posture, Recogniser, Wait } from './wait.ts';
import { counted } from './words.ts';

export const recognise: Recogniser = async (thread, machine) => {
  const call = futexCallOf(machine, thread);
  if (!call) return unseenFutex(thread);
  const sort = sortAt(machine, thread, call);
  const crowd = crowdAt(machine, thread, call);
  const users = await usersOfAll(machine, thread, call);
  const object = `${sort.what} at ${hex(call.address - BigInt(sort.offset))}${users.shared ? ` in ${users.shared.path}` : ''}`;
  const limit = futexLimit(machine, thread);
  const isPool = !sort.isLock && crowd.isPool;
  const tasks = usersAsEnders(machine, thread, users, object);
  const outside: readonly Ender[] = sort.isLock
    ? []
    : [
        ...(isPool ? [{ by: 'outside', what: 'whoever has work for the pool' } as const] : []),
        ...handlerEnders(thread.process),
      ];
  const facts = factsOf(machine, thread, tasks, sort, crowd);
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'futex',
    fd: null,
    object,
    timeoutSeconds: secondsOf(limit),
    enders: provenEnders(thread, [...tasks, ...outside, ...clockEnders(thread, limit)]),
    posture: isPool ? 'rest' : sort.posture,
    because: `${[`${call.callName} on ${object}`, ...facts].join(', ')}${untilInWords(limit)}`,
    evidence: [...callEvidence(thread), ...sort.evidence],
    ...(facts.length > 0 ? { facts } : {}),
  };
};

/** That nobody can end it is proven only for who has slept since before the look: what began meanwhile was not seen. */
const provenEnders = (thread: Thread, enders: readonly Ender[]): readonly Ender[] =>
  enders.length > 0 || beganBefore(thread)
    ? enders
    : [{ by: 'unseen', why: 'it began to wait during the look' }];

/** What lies there, as far as the words tell. Nobody rests in a lock. */
interface Sort {
  readonly what: string;
  /** Bytes from the futex back to where the whole thing begins. */
  readonly offset: number;
  readonly isLock: boolean;
  readonly posture: Posture;
  readonly facts: readonly string[];
  readonly evidence: readonly Evidence[];
}

function sortAt(machine: Machine, thread: Thread, call: FutexCall): Sort {
  const words = wordsAround(machine, thread.pid, call.address);
  const { abi } = thread.process;
  const plain = {
    offset: 0,
    isLock: false,
    posture: 'open',
    facts: [],
    evidence: wordsEvidence(words, 0, 20),
  } as const;
  const rwlock = rwlockIn(words, call, abi);
  if (rwlock) {
    const facts =
      rwlock.writer === null
        ? [`it waits for ${counted(rwlock.readers, 'reader')}, whose names no word keeps`]
        : [];
    return {
      what: 'read-write lock',
      offset: rwlock.offset,
      isLock: true,
      posture: 'owed',
      facts,
      evidence: wordsEvidence(words, -rwlock.offset, -rwlock.offset + 32),
    };
  }
  if (isSemaphore(words, call, abi)) return { ...plain, what: 'semaphore' };
  if (isCondition(words, call)) {
    const offset = Number(call.address % 8n);
    return {
      ...plain,
      offset,
      what: 'condition variable',
      evidence: wordsEvidence(words, -40 - offset, 8 - offset),
    };
  }
  // glibc waits so for its mutexes and for the locks inside of it, which are held for moments
  if (call.operation === 'wait' && call.value === 2 && words.at(0) === 2) {
    return { ...plain, what: 'lock', isLock: true, posture: 'owed', facts: ['no owner shows'] };
  }
  return { ...plain, what: 'futex' };
}

/** With futex_waitv there are several words, and any of them ends the wait. */
async function usersOfAll(machine: Machine, thread: Thread, call: FutexCall): Promise<FutexUsers> {
  const all: FutexUsers[] = [];
  for (const word of [call, ...call.others]) all.push(await usersOf(machine, thread.pid, word));
  return {
    shared: all.find(({ shared }) => shared !== null)?.shared ?? null,
    others: [...new Set(all.flatMap(({ others }) => others))],
    unseen: [...new Set(all.flatMap(({ unseen }) => unseen))],
    blind: all.find(({ blind }) => blind !== null)?.blind ?? null,
  };
}

function factsOf(
  machine: Machine,
  thread: Thread,
  tasks: readonly Ender[],
  sort: Sort,
  crowd: Crowd,
): readonly string[] {
  if (tasks.length === 0 && !hasOtherThreads(machine, thread)) {
    return [...sort.facts, `${thread.pid} has no other thread that could wake it`];
  }
  if (sort.isLock) return sort.facts;
  if (crowd.atWord > 1) return [`${counted(crowd.atWord, 'thread')} wait there`];
  return crowd.isPool ? [`${counted(crowd.alike, 'thread')} wait in the same way`] : [];
}

/** Where the call may not be seen, wchan still tells that it is a futex. */
function unseenFutex(thread: Thread): Wait | null {
  if (thread.call.in !== 'unseen' || thread.wchan === null || !futexFamily.test(thread.wchan)) return null;
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'futex',
    fd: null,
    object: 'a futex that may not be seen',
    timeoutSeconds: null,
    enders: [{ by: 'unseen', why: thread.call.why }],
    posture: 'open',
    because: `sleeps in ${thread.wchan}; its system call may not be seen: ${thread.call.why}`,
    evidence: wchanEvidence(thread),
  };
}
