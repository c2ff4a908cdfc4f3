/**
 * A process: its line in /proc/PID/stat and its status, and what else is read when it is asked for. It is (pid, start
 * ticks), never a pid alone: see `tasks.ts`, which checks that all of it is of one process.
 */
import { cgroupPath, parseCgroup } from '../sources/proc/cgroup.ts';
import { isKernelThread, parseStat, threadStatPath, type Stat } from '../sources/proc/stat.ts';
import type { Status } from '../sources/proc/status.ts';
import { valueOf, type Reading, type View } from '../view/view.ts';
import { programAbi } from './abi.ts';
import type { Process, Thread } from './machine.ts';
import { once } from './once.ts';
import { threadFrom } from './thread.ts';

export function processFrom(
  view: View,
  stat: Stat,
  status: Status | null,
  argv: () => Reading<readonly string[]>,
): Process {
  const { pid } = stat;
  const link = (name: string): Reading<string> => view.link(`/proc/${pid}/${name}`);
  const abi = once(() => programAbi(view, pid));
  const cgroups = once(() => parseCgroup(valueOf(view.text(cgroupPath(pid))) ?? ''));
  const threads = once(() => threadsOf(view, process, stat));
  const byTid = once(() => new Map(threads().map((thread) => [thread.tid, thread])));
  const process: Process = {
    pid,
    ppid: stat.ppid,
    pgid: stat.pgid,
    sid: stat.sid,
    ttyNr: stat.ttyNr,
    tpgid: stat.tpgid,
    name: stat.name,
    state: stat.state,
    startTicks: stat.startTicks,
    startStack: stat.startStack,
    cpuTicks: stat.userTicks + stat.systemTicks,
    rssBytes: status?.rssBytes ?? 0,
    threadCount: stat.threadCount,
    isKernel: isKernelThread(stat),
    uid: status?.uid ?? null,
    tracerPid: status?.tracerPid ?? 0,
    signals: status?.signals ?? null,
    get argv() {
      return argv();
    },
    get exe() {
      return link('exe');
    },
    get cwd() {
      return link('cwd');
    },
    get abi() {
      return abi();
    },
    get cgroups() {
      return cgroups();
    },
    get threads() {
      return threads();
    },
    thread: (tid) => byTid().get(tid) ?? null,
    // `net:[4026531840]`
    namespace: (kind) => /\[(\d+)\]$/.exec(valueOf(link(`ns/${kind}`)) ?? '')?.[1] ?? null,
  };
  return process;
}

/** The leader first, the others in order of tid. Where the directory cannot be listed, the leader alone is known. */
function threadsOf(view: View, process: Process, leader: Stat): readonly Thread[] {
  const names = view.names(`/proc/${leader.pid}/task`);
  const tids = names.ok ? inOrder(names.value.map(Number), leader.pid) : [leader.pid];
  return tids.flatMap((tid) => {
    const own = parseStat(valueOf(view.text(threadStatPath(leader.pid, tid))) ?? '');
    const stat = own ?? (tid === leader.pid && leader.threadCount <= 1 ? leader : null);
    return stat ? [threadFrom(view, process, stat)] : [];
  });
}

const inOrder = (tids: readonly number[], first: number): readonly number[] =>
  [...tids].sort((a, b) => Number(b === first) - Number(a === first) || a - b);
