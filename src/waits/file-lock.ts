/**
 * `file-lock`: flock(2), record locks of a process or of an open file (fcntl_locking(2)), and leases (F_SETLEASE of
 * fcntl(2)), for which open(2) waits. Samples: `73 0x7 0x2 …` with wchan `locks_lock_inode_wait`; in /proc/locks
 * `4: FLOCK  ADVISORY  WRITE 16179 fe:00:2147415 0 EOF` and below it `4: -> FLOCK  ADVISORY  READ 16187 …`.
 *
 * Who has a lock is who has it now: an flock belongs to an open file, which its taker may have left to others.
 */
import { leaseTimePath, parseLeaseTime } from '../sources/proc/lease-break-time.ts';
import { valueOf } from '../view/view.ts';
import type { Lock, Machine, Thread } from '../machine/machine.ts';
import { filesOf } from './call-files.ts';
import { callEvidence, sleepsIn, wchanEvidence } from './evidence.ts';
import { lockEnders } from './lock-enders.ts';
import { lockRequestOf, type LockRequest } from './lock-request.ts';
import {
  carriedObstacle,
  hardestOf,
  obstacleOf,
  waitingLine,
  type HeldLock,
  type Obstacle,
} from './locks-in-the-way.ts';
import { clockEnders, type TimeLimit } from './time-limit.ts';
import type { Ender, Recogniser, Wait } from './wait.ts';
import { counted } from './words.ts';

/** Functions in which a thread sleeps for a lock that this kernel keeps; a file system over the network has its own. */
const lockFamily =
  /^((locks|flock|posix)_lock_(inode|file)_wait|(locks|posix)_lock_|fcntl_setlk|do_lock_file_wait|flock)/;
const leaseFamily = /^(__)?break_lease|^lease_break/;

export const recognise: Recogniser = async (thread, machine) => {
  if (sleepsIn(thread, leaseFamily)) return leaseWait(thread, machine);
  const request = lockRequestOf(machine, thread);
  if (!request && (thread.call.in !== 'unseen' || !sleepsIn(thread, lockFamily))) return null;
  return lockWait(thread, machine, request);
};

function lockWait(thread: Thread, machine: Machine, request: LockRequest | null): Wait | null {
  const descriptor = request && machine.descriptor(thread.pid, request.fd);
  const waiter = waitingLine(machine, thread, request, descriptor && machine.lockFileOf(descriptor));
  if (!waiter && thread.wchan !== null && !lockFamily.test(thread.wchan)) return null;
  const obstacle =
    (waiter && obstacleOf(machine, waiter)) ??
    (request && descriptor
      ? carriedObstacle(machine, thread, request, descriptor)
      : { waiter: null, held: [] });
  const type = waiter?.type ?? request?.type ?? 'FLOCK';
  const object = inWords(type, descriptor?.target ?? null, waiter?.range ?? request?.range ?? null);
  const callName = request?.callName ?? (type === 'FLOCK' ? 'flock' : 'fcntl');
  const place = request ? `${callName} on fd ${request.fd}` : callName;
  return waitOf(thread, machine, { obstacle, object, place, fd: request?.fd ?? null, limit: { is: 'none' } });
}

/** The kernel takes the lease away when its holder has not given it back in time. */
async function leaseWait(thread: Thread, machine: Machine): Promise<Wait> {
  const waiter = machine
    .locks()
    .find(
      ({ blockedBy, type, pid }) =>
        blockedBy !== null && pid === thread.pid && (type === 'LEASE' || type === 'DELEG'),
    );
  const obstacle = waiter ? obstacleOf(machine, waiter) : { waiter: null, held: [] };
  const carrier = obstacle.held.flatMap(({ holders }) => holders).find(({ fd }) => fd !== null);
  const target =
    carrier && carrier.fd !== null ? machine.descriptor(carrier.pid, carrier.fd)?.target : undefined;
  const [named] = target === undefined ? await filesOf(machine, thread) : [];
  const object = inWords('LEASE', target ?? named?.path ?? null, null);
  const place = thread.call.in === 'call' ? thread.call.call.name : 'a call that may not be seen';
  const seconds = parseLeaseTime(valueOf(machine.view.text(leaseTimePath)) ?? '');
  // 0 waits for ever
  const limit: TimeLimit =
    seconds === 0 ? { is: 'none' } : seconds === null ? { is: 'unread' } : { is: 'set', seconds };
  return waitOf(thread, machine, { obstacle, object, place, fd: null, limit });
}

interface Parts {
  readonly obstacle: Obstacle;
  readonly object: string;
  readonly place: string;
  readonly fd: number | null;
  readonly limit: TimeLimit;
}

function waitOf(thread: Thread, machine: Machine, { obstacle, object, place, fd, limit }: Parts): Wait {
  const held = hardestOf(machine, obstacle.held);
  const { enders, clauses, facts }: ReturnType<typeof lockEnders> = held
    ? lockEnders(machine, thread, held, object)
    : { enders: [noHolder(object)], clauses: ['who holds it could not be seen'], facts: [] };
  const more = obstacle.held.length > 1 ? [`behind ${counted(obstacle.held.length, 'lock')} in all`] : [];
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'file-lock',
    fd,
    object,
    timeoutSeconds: null,
    enders: [...enders, ...clockEnders(thread, limit)],
    posture: 'owed',
    because: [`${place}: ${object}`, ...clauses, ...more].join(', '),
    evidence: [...callEvidence(thread), ...wchanEvidence(thread), ...linesOf(obstacle.waiter, held)],
    ...(facts.length > 0 ? { facts } : {}),
  };
}

const noHolder = (object: string): Ender => ({
  by: 'unseen',
  why: `who holds the ${object} could not be seen`,
});

function linesOf(waiter: Lock | null, held: HeldLock | null): Wait['evidence'] {
  const lines = waiter ? [waiter.text, ...(held ? [held.lock.text] : [])] : [];
  const carried = (held?.holders ?? []).flatMap(({ pid, fd, text }) =>
    fd === null ? [] : [{ source: `/proc/${pid}/fdinfo/${fd}`, text: `lock: ${text}` }],
  );
  return [...lines.map((text) => ({ source: '/proc/locks', text })), ...carried];
}

const names: Readonly<Record<string, string>> = {
  FLOCK: 'flock',
  POSIX: 'POSIX lock',
  OFDLCK: 'OFD lock',
  LEASE: 'lease',
};

/** `POSIX lock of /srv/records, bytes 5-14`; an flock and a lease are always of the whole file. */
export function inWords(type: string, path: string | null, range: string | null): string {
  const whole = `${names[type] ?? type} of ${path ?? 'a file'}`;
  const [from, to] = (range ?? '0 EOF').split(' ');
  if (from === '0' && to === 'EOF') return whole;
  return to === 'EOF' ? `${whole}, from byte ${from} on` : `${whole}, bytes ${from}-${to}`;
}
