/**
 * Pipes and fifos (pipe(7), fifo(7)): which of them a descriptor is, who has the other end, and since when nothing has
 * moved. Both ends of a pipe have one link, `pipe:[8011]`; a fifo's is a path like that of any file. fdinfo's `flags`
 * tell the ends apart. What lies in a pipe cannot be seen from outside.
 */
import type { Descriptor, Holders, Machine, Thread } from '../machine/machine.ts';
import { valueOf } from '../view/view.ts';
import { blockedOn } from './descriptor-calls.ts';
import type { PlainWait } from './descriptor-wait.ts';
import { sleepsIn } from './evidence.ts';
import { hasOtherThreads, holdersAsEnders } from './plain.ts';
import { holdersOfFile, mountTypeOf } from './same-file.ts';
import { descriptorsInFlight, isOwnWakeUp, unseenHolders } from './unseen.ts';
import type { Ender } from './wait.ts';
import { lasting } from './words.ts';

export const isPipe = (target: string): boolean => /^pipe:\[\d+\]$/.test(target);

/** Where the kernel moves bytes through pipes: who sleeps there for a path sleeps for a fifo. */
const pipeFunctions = /^(anon_|fifo_)?pipe_(read|write|wait)/;

export const isPipeOfCall = (_machine: Machine, thread: Thread, { target }: Descriptor): boolean =>
  isPipe(target) || (isPathOfFile(target) && sleepsIn(thread, pipeFunctions));

const isPathOfFile = (target: string): boolean =>
  target.startsWith('/') && (!target.startsWith('/dev/') || target.startsWith('/dev/shm/'));

/** Mounts whose files are the kernel's own words, or whose files a daemon serves: these can be polled for a change. */
const servedByOthers =
  /^(proc|sysfs|cgroup2?|debugfs|tracefs|securityfs|configfs|binfmt_misc|rpc_pipefs|devpts|devtmpfs|mqueue|fuse.*|9p|virtiofs)$/;

/**
 * The kernel tells where a call sleeps that has the descriptor itself. A set lies about nothing: regular files are
 * always ready, so who sleeps in poll for a path waits for a fifo, where the path is no device and none of the files
 * that can be polled for a change.
 */
export function isFifo(machine: Machine, thread: Thread, descriptor: Descriptor): boolean {
  if (!isPathOfFile(descriptor.target)) return false;
  if (blockedOn(thread)) return isPipeOfCall(machine, thread, descriptor);
  const type = mountTypeOf(machine, descriptor);
  return type !== null && !servedByOthers.test(type);
}

export interface OtherEnds {
  /** `pipe:[8011]`, `fifo /run/control`. */
  readonly name: string;
  readonly enders: readonly Ender[];
  readonly facts: readonly string[];
}

/** Whoever could put something in (`w`), or take something out (`r`). */
export function otherEnds(
  machine: Machine,
  thread: Thread,
  descriptor: Descriptor,
  end: 'r' | 'w',
  turn: 'theirs' | null,
): OtherEnds {
  const { target } = descriptor;
  const isAnonymous = isPipe(target);
  const name = isAnonymous ? target : `fifo ${target}`;
  const all = isAnonymous ? machine.holders(target) : holdersOfFile(machine, descriptor);
  const ends = all.descriptors.filter((one) => couldUse(one, end));
  const tasks = holdersAsEnders(machine, thread, ends, ({ pid, fd }) => ({
    by: 'task',
    pid,
    fd,
    object: name,
    need: 'data',
    turn,
  }));
  const isOpenToAll = !isAnonymous && !target.endsWith(' (deleted)');
  const outside: Ender[] = isOpenToAll
    ? [{ by: 'outside', what: `whoever opens ${target} ${end === 'w' ? 'to write' : 'to read'}` }]
    : [];
  const unseen = isOwnWakeUp(thread, tasks) ? [] : unseenHolders(machine, all);
  const enders = [...tasks, ...outside, ...unseen];
  return {
    name,
    enders: enders.length > 0 ? enders : nobody(machine, ends, end),
    facts: endFacts(machine, thread, all, ends, end),
  };
}

/** Where its flags could not be read, it might be that end; one opened with O_PATH is none. */
const couldUse = ({ flags, access }: Descriptor, end: 'r' | 'w'): boolean =>
  flags === null || (access?.includes(end) ?? false);

/** Proven only if its own end is what keeps it waiting: with none at all the call would have ended. */
function nobody(machine: Machine, ends: readonly Descriptor[], end: 'r' | 'w'): readonly Ender[] {
  if (ends.length > 0) return descriptorsInFlight(machine);
  return [
    {
      by: 'unseen',
      why: `nobody was found with its ${endNames[end]}, although the call would end without one`,
    },
  ];
}

const endNames = { r: 'read end', w: 'write end' } as const;

function endFacts(
  machine: Machine,
  thread: Thread,
  all: Holders,
  ends: readonly Descriptor[],
  end: 'r' | 'w',
): readonly string[] {
  const own = ends.find(({ pid }) => pid === thread.pid);
  const others = new Map(ends.filter(({ pid }) => pid !== thread.pid).map((one) => [one.pid, one]));
  if (own && others.size === 0 && all.unseen.length === 0) {
    const but = hasOtherThreads(machine, thread) ? ': only another thread of it could use it' : '';
    return [`every ${endNames[end]} is its own${but}`];
  }
  const holders = new Set(all.descriptors.map(({ pid }) => pid));
  const told = [...others.values()].slice(0, 3).map(({ pid, fd }) => {
    const verb = hasInherited(machine, pid, thread.pid, holders) ? 'has inherited' : 'has';
    return `${machine.glance(pid)?.name ?? 'process'} (${pid}) ${verb} its ${endNames[end]} as fd ${fd}`;
  });
  if (others.size > 3) told.push(`${others.size - 3} more have it`);
  if (own && end === 'w')
    told.push(`it has a write end itself, as fd ${own.fd}, so it never sees the end of the data`);
  return told;
}

/** One of its ancestors has an end too; or it is an orphan, and did not make the pipe for the waiting process. */
function hasInherited(machine: Machine, pid: number, waiting: number, holders: ReadonlySet<number>): boolean {
  const above = ancestors(machine, pid);
  return (
    above.some((one) => holders.has(one)) || (above.length <= 1 && !ancestors(machine, waiting).includes(pid))
  );
}

function ancestors(machine: Machine, pid: number): readonly number[] {
  const above: number[] = [];
  let parent = machine.glance(pid)?.ppid ?? 0;
  while (parent > 0 && !above.includes(parent)) {
    above.push(parent);
    parent = machine.glance(parent)?.ppid ?? 0;
  }
  return above;
}

/**
 * Since when nothing was written (or read), by the times of the pipe's inode. Since Linux 6.15 an anonymous pipe keeps
 * the times of its making: two times that are the same tell nothing.
 */
export function silenceOfPipe(
  machine: Machine,
  { pid, fd, target }: Descriptor,
  moved: 'written' | 'read',
): { readonly clause: readonly string[]; readonly silentSeconds?: NonNullable<PlainWait['silentSeconds']> } {
  const times = isPipe(target) ? valueOf(machine.view.times(`/proc/${pid}/fd/${fd}`)) : null;
  if (!times || times.atimeMs === times.mtimeMs) return { clause: [] };
  const atMs = moved === 'written' ? times.mtimeMs : times.atimeMs;
  const seconds = Math.max(0, (machine.clocks.wallMs - atMs) / 1000);
  return {
    clause: [`nothing ${moved} for ${lasting(seconds)}`],
    silentSeconds: { seconds, source: moved === 'written' ? 'pipe last write' : 'pipe last read' },
  };
}
