/**
 * The processes of the machine: one pass over /proc/PID/stat, then whatever is asked for (proc(5)).
 *
 * A process is (pid, start ticks): its status is read between its own stat and its leader's, which tell the same start
 * if all three are of one process. A command line is in the target's memory: reading it may block the reader when one
 * of its threads is in an uninterruptible sleep (D), so those are only read by `prepare`, in a child with a deadline.
 */
import { cmdlinePath, parseCmdline } from '../sources/proc/cmdline.ts';
import { isKernelThread, parseStat, statPath, threadStatPath, type Stat } from '../sources/proc/stat.ts';
import { parseStatus, statusPath } from '../sources/proc/status.ts';
import { found, missing, valueOf, type Reading, type View } from '../view/view.ts';
import { blindSpots } from './blind-spots.ts';
import type { Glance, Machine, Process } from './machine.ts';
import { once } from './once.ts';
import { processFrom } from './process.ts';

export type Tasks = Pick<
  Machine,
  'glances' | 'glance' | 'commandLine' | 'prepare' | 'process' | 'threadOf' | 'children' | 'couldNotSee'
>;

export function tasksOf(view: View): Tasks {
  const stats = once(() => statsOfAll(view));
  const glances = once(() => [...stats().values()].map(glanceOf));
  const children = once(() => childrenOf(stats().values()));
  const prepared = new Set<number>();
  const processes = new Map<number, Process | null>();

  const argv = (pid: number): Reading<readonly string[]> => {
    const stat = stats().get(pid);
    if (!stat) return missing('gone', `there is no process ${pid}`);
    if (isKernelThread(stat)) return found([]);
    if (!prepared.has(pid) && mayBlock(view, stat)) {
      return missing(
        'failed',
        `${cmdlinePath(pid)}: not read, a thread of it is in an uninterruptible sleep`,
      );
    }
    const text = view.text(cmdlinePath(pid));
    return text.ok ? found(parseCmdline(text.value)) : missing(text.reason, text.message);
  };

  const process = (pid: number): Process | null => {
    const known = processes.get(pid);
    if (known !== undefined) return known;
    const stat = stats().get(pid);
    const made = stat ? identified(view, stat, () => argv(pid)) : null;
    processes.set(pid, made);
    return made;
  };

  return {
    glances,
    glance(pid) {
      const stat = stats().get(pid);
      return stat ? glanceOf(stat) : null;
    },
    commandLine: (pid) => valueOf(argv(pid))?.join(' ') ?? null,
    async prepare(pids) {
      const unread = pids.flatMap((pid) => (prepared.has(pid) ? [] : (stats().get(pid) ?? [])));
      const blocking = unread.filter((stat) => !isKernelThread(stat) && mayBlock(view, stat));
      if (blocking.length > 0) await view.slow(blocking.map(({ pid }) => cmdlinePath(pid)));
      for (const { pid } of blocking) prepared.add(pid);
    },
    process,
    threadOf(tid) {
      const own = stats().has(tid) ? tid : parseStatus(valueOf(view.text(statusPath(tid))) ?? '')?.tgid;
      return own === undefined ? null : (process(own)?.thread(tid) ?? null);
    },
    children: (pid) => children().get(pid) ?? [],
    couldNotSee: () => blindSpots(view, processes.values()),
  };
}

function statsOfAll(view: View): ReadonlyMap<number, Stat> {
  const pids = (valueOf(view.names('/proc')) ?? []).filter((name) => /^\d+$/.test(name)).map(Number);
  const stats = new Map<number, Stat>();
  for (const pid of pids.sort((a, b) => a - b)) {
    const stat = parseStat(valueOf(view.text(statPath(pid))) ?? '');
    if (stat) stats.set(pid, stat);
  }
  return stats;
}

const glanceOf = (stat: Stat): Glance => ({
  pid: stat.pid,
  ppid: stat.ppid,
  name: stat.name,
  state: stat.state,
  startTicks: stat.startTicks,
  isKernel: isKernelThread(stat),
});

function childrenOf(stats: Iterable<Stat>): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const { pid, ppid } of stats) {
    const known = children.get(ppid);
    if (known) known.push(pid);
    else children.set(ppid, [pid]);
  }
  return children;
}

/** A thread in D may hold the memory lock of its process, or wait for it: so may any other thread of that process. */
function mayBlock(view: View, stat: Stat): boolean {
  if (stat.state === 'D') return true;
  if (stat.threadCount <= 1) return false;
  const tids = valueOf(view.names(`/proc/${stat.pid}/task`)) ?? [];
  return tids.some(
    (tid) => parseStat(valueOf(view.text(threadStatPath(stat.pid, Number(tid)))) ?? '')?.state === 'D',
  );
}

/** null: it has ended meanwhile, or its number is another's by now. */
function identified(view: View, stat: Stat, argv: () => Reading<readonly string[]>): Process | null {
  const status = view.text(statusPath(stat.pid));
  if (!status.ok && status.reason === 'gone') return null;
  const leader = view.text(threadStatPath(stat.pid, stat.pid));
  if (!leader.ok && leader.reason === 'gone') return null;
  const again = leader.ok ? parseStat(leader.value) : null;
  if (again && again.startTicks !== stat.startTicks) return null;
  return processFrom(view, stat, status.ok ? parseStatus(status.value) : null, argv);
}
