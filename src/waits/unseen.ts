/**
 * Who could not be looked at. /proc/PID/fd of another user's process may not be read (proc_pid_fd(5)), and a descriptor
 * that was sent over a unix socket and not yet received is nobody's (unix(7), SCM_RIGHTS); fdinfo counts those, Linux
 * 5.11 and later: `scm_fds:	1`. Both may be the one who could end a wait, so both forbid to say that nobody can.
 */
import type { Holders, Machine, Thread } from '../machine/machine.ts';
import type { Ender } from './wait.ts';

/** One ender for all whose descriptors may not be read and who could be holders too; none when there is no such. */
export function unseenHolders(machine: Machine, holders: Holders): readonly Ender[] {
  const unseen = couldHave(machine, holders);
  if (unseen.length === 0) return [];
  const [first, second] = unseen.map((pid) => `${machine.glance(pid)?.name ?? 'process'} (${pid})`);
  const who =
    unseen.length === 1
      ? `${first ?? ''} could hold it: its descriptors may not be read`
      : `${unseen.length} processes could hold it, their descriptors may not be read: ${first ?? ''}, ${second ?? ''}${unseen.length > 2 ? ' …' : ''}`;
  return [{ by: 'unseen', why: who }];
}

/**
 * What has no name in the file system comes by inheritance: who has it too is an ancestor of those who have it, or
 * descends from one, or is an orphan that began after the first of them. (It could have been sent a descriptor: that
 * would take a socket between the two.)
 */
function couldHave(machine: Machine, { descriptors, unseen }: Holders): readonly number[] {
  if (unseen.length === 0 || descriptors.length === 0) return unseen;
  if (!descriptors.every(({ target }) => isNameless.test(target))) return unseen;
  const holders = descriptors.flatMap(({ pid }) => machine.glance(pid) ?? []);
  const family = new Set(holders.flatMap(({ pid }) => lineOf(machine, pid)));
  const earliest = Math.min(...holders.map(({ startTicks }) => startTicks));
  return unseen.filter((pid) => {
    const line = lineOf(machine, pid);
    const eldest = machine.glance(line.at(-1) ?? pid);
    return line.some((one) => family.has(one)) || (eldest?.startTicks ?? 0) >= earliest;
  });
}

/** A process and its ancestors up to a child of the first process. */
function lineOf(machine: Machine, pid: number): readonly number[] {
  const line: number[] = [];
  for (let at = pid; at > 1 && !line.includes(at); at = machine.glance(at)?.ppid ?? 0) line.push(at);
  return line;
}

const isNameless = /^(pipe|socket|anon_inode):/;

/** Asked by everybody who seems to wait for nobody: the sockets of a machine are looked through once. */
const sending = new WeakMap<Machine, boolean>();

/** Descriptors under way between two processes: one of them might be the very end that nobody seems to have. */
export function descriptorsInFlight(machine: Machine): readonly Ender[] {
  const isSending = sending.get(machine) ?? isAnySocketSending(machine);
  sending.set(machine, isSending);
  return isSending
    ? [
        {
          by: 'unseen',
          why: 'descriptors are under way over a unix socket: the other end may be one of them',
        },
      ]
    : [];
}

const isAnySocketSending = (machine: Machine): boolean =>
  machine
    .holdersWhere((target) => target.startsWith('socket:['))
    .descriptors.some(({ info }) => /^scm_fds:\s*[1-9]/m.test(info ?? ''));

/**
 * All who were seen to have the other end are threads of the waiting process: its own wake-up, beside which it does
 * not matter who else might have it.
 */
export const isOwnWakeUp = (thread: Thread, tasks: readonly Ender[]): boolean =>
  tasks.length > 0 && tasks.every((ender) => ender.by === 'task' && ender.pid === thread.pid);
