/**
 * Who has a lock whose word in memory names its owner. The word holds the tid as the owner knows itself, so that in
 * a pid namespace it is compared with the last number of `NSpid:` (proc_pid_status(5)). Owner can be a thread of the
 * same process or, in shared memory, of another that maps the page; nobody else could unlock.
 *
 * An owner that no longer lives never unlocks. So it is with a mutex that was locked when the process was forked: it
 * names a thread of the parent, and here only a copy of the thread that forked goes on, which is the first thread.
 */
import type { Machine, Process, Thread } from '../machine/machine.ts';
import type { FutexWord } from './futex-call.ts';
import { unseenUsers, usersOf } from './futex-users.ts';
import type { Ender } from './wait.ts';

export interface Ownership {
  readonly isFound: boolean;
  readonly enders: readonly Ender[];
  /** `owner 15551 (keeper)`, `its owner 15551 is gone`. */
  readonly clause: string;
  readonly facts: readonly string[];
  /** The file in which it lies, where that is shared between processes. */
  readonly sharedAs: string | null;
}

const isLive = ({ state }: Thread): boolean => state !== 'Z' && state !== 'X';

/** A thread of a process by the tid that it knows of itself. */
export function threadByInnerTid(process: Process, tid: number): Thread | null {
  const same = process.thread(tid);
  if (same && same.innerTid === tid) return same;
  return process.threads.find(({ innerTid }) => innerTid === tid) ?? null;
}

export async function ownershipOf(
  machine: Machine,
  thread: Thread,
  word: FutexWord,
  owner: number,
  object: string,
): Promise<Ownership> {
  const users = await usersOf(machine, thread.pid, word);
  const sharedAs = users.shared?.path ?? null;
  const processes = [thread.process, ...users.others.flatMap((pid) => machine.process(pid) ?? [])];
  const owners = processes.flatMap((process) => {
    const found = threadByInnerTid(process, owner);
    return found && isLive(found) ? [found] : [];
  });
  if (owners.length > 0) {
    return {
      isFound: true,
      enders: owners.map((one) => owns(one, object)),
      clause: `owner ${owners.map(inWords).join(' or ')}`,
      facts: [],
      sharedAs,
    };
  }
  // of those who may have the page mapped, unseen, only one that has such a thread can be the owner
  const unseen = users.unseen.filter((pid) => mayHave(machine.process(pid), owner));
  const hidden = unseenUsers(machine, { unseen, blind: users.blind });
  if (hidden.length > 0) {
    const fact = `its owner ${owner} was not found among the processes that can be seen`;
    return { isFound: false, enders: hidden, clause: fact, facts: [fact], sharedAs };
  }
  return { isFound: false, ...ownerless(machine, thread, owner, object, users.shared !== null), sharedAs };
}

function mayHave(process: Process | null, owner: number): boolean {
  const found = process && threadByInnerTid(process, owner);
  return found !== null && isLive(found);
}

const owns = ({ pid, tid }: Thread, object: string): Ender =>
  ({ by: 'task', pid, tid, object, need: 'release', turn: 'theirs' }) as const;

const inWords = ({ tid, pid, name }: Thread): string =>
  tid === pid ? `${tid} (${name})` : `${tid} (${name}, of ${pid})`;

/** No live thread has that tid: nobody unlocks, unless this is the parent's lock and the thread that forked goes on. */
function ownerless(
  machine: Machine,
  thread: Thread,
  owner: number,
  object: string,
  isShared: boolean,
): Pick<Ownership, 'enders' | 'clause' | 'facts'> {
  const { process } = thread;
  const first = process.thread(process.pid);
  const stranger = isShared ? null : machine.threadOf(owner);
  const isParents = stranger !== null && stranger.pid === process.ppid;
  const mayBeInherited = !isShared && first !== null && (isParents || owner < first.innerTid);
  const clause = isParents
    ? `its owner ${owner} is a thread of the parent ${process.ppid}, from before the fork`
    : `its owner ${owner} is gone`;
  if (mayBeInherited && first.tid !== thread.tid && isLive(first)) {
    const fact = `${clause}; if that was the thread that forked, its copy here is ${first.tid}`;
    return { enders: [owns(first, object)], clause: fact, facts: [fact] };
  }
  return { enders: [], clause, facts: [clause] };
}
