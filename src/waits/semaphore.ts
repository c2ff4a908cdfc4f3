/**
 * `semaphore`: System V (system-v-semaphore.ts), and those of POSIX that have a name or lie in memory shared between
 * processes (sem_overview(7)). Sample: `202 0x7f5a7c2b1000 0x109 0x0 0x0 …`, the address in a mapping of
 * `/dev/shm/sem.queue`, there `0 1 128`: value 0, one waiter, shared. One within a process is a plain `futex`.
 *
 * A POSIX semaphore has no owner: whoever maps it may post it. Python's multiprocessing makes its locks of them.
 */
import { valueOf } from '../view/view.ts';
import type { Machine, Mapping, Thread } from '../machine/machine.ts';
import { untilInWords } from './absolute-limit.ts';
import { callEvidence } from './evidence.ts';
import { futexCallOf, futexLimit } from './futex-call.ts';
import { handlerEnders, usersAsEnders, usersOf } from './futex-users.ts';
import { hex, wordsAround, wordsEvidence } from './futex-words.ts';
import { isSemaphore } from './glibc-locks.ts';
import { systemVSemaphore } from './system-v-semaphore.ts';
import { clockEnders, secondsOf } from './time-limit.ts';
import type { Ender, Recogniser, Wait } from './wait.ts';

export const recognise: Recogniser = async (thread, machine) =>
  (await systemVSemaphore(thread, machine)) ?? posixSemaphore(thread, machine);

async function posixSemaphore(thread: Thread, machine: Machine): Promise<Wait | null> {
  const call = futexCallOf(machine, thread);
  if (!call || call.isPrivate || call.others.length > 0 || call.operation === 'pi') return null;
  const users = await usersOf(machine, thread.pid, call);
  if (!users.shared) return null;
  const words = wordsAround(machine, thread.pid, call.address);
  const isNamed = nameOf(users.shared) !== null;
  if (!isNamed && !isSemaphore(words, call, thread.process.abi)) return null;
  const name = await liveName(machine, users.shared, users.others);
  const object =
    name === null ? `semaphore at ${hex(call.address)} in ${users.shared.path}` : `semaphore ${name}`;
  const limit = futexLimit(machine, thread);
  const tasks = usersAsEnders(machine, thread, users, object);
  const anybody: readonly Ender[] =
    isNamed && tasks.length === 0 ? [{ by: 'outside', what: `whoever opens ${object}` }] : [];
  const facts = users.others.length === 0 ? ['no other process has it mapped'] : [];
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'semaphore',
    fd: null,
    object,
    timeoutSeconds: secondsOf(limit),
    enders: [...tasks, ...anybody, ...handlerEnders(thread.process), ...clockEnders(thread, limit)],
    // without a name that others know, and without others, nobody is to be expected
    posture: anybody.length > 0 && name === null ? 'owed' : 'open',
    because: `${[`${call.callName} on ${object}`, ...facts].join(', ')}${untilInWords(limit)}`,
    evidence: [...callEvidence(thread), ...wordsEvidence(words, 0, 12)],
    ...(facts.length > 0 ? { facts } : {}),
  };
}

/** sem_open(3) makes `/NAME` a file `sem.NAME` in shared memory. */
const nameOf = ({ path }: Mapping): string | null => {
  const name = /\/sem\.([^/]+)$/.exec(path)?.[1];
  return name === undefined ? null : `/${name}`;
};

/** Who creates one does so under another name and sees that one as deleted; who opens it sees the name. */
async function liveName(machine: Machine, own: Mapping, others: readonly number[]): Promise<string | null> {
  const mappings = [own];
  for (const pid of others) mappings.push(...(valueOf(await machine.maps(pid)) ?? []));
  const named = mappings.find(
    (one) =>
      one.inode === own.inode &&
      one.device === own.device &&
      !one.path.endsWith(' (deleted)') &&
      nameOf(one) !== null,
  );
  return named ? nameOf(named) : null;
}
