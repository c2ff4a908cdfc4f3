/**
 * A worker whose parent died and that lives on. After the end of its parent a process has another one: init, or a
 * subreaper (PR_SET_CHILD_SUBREAPER in prctl(2)). So has every daemon, on purpose; so it takes more than that:
 *  - it belongs to a session that it did not found and whose founder is not its parent, nobody leads its group, and
 *  - it reads from a pipe into which nobody is left to write, or
 *  - it shares pipes or sockets with equals that lost their parent with it, or
 *  - its session lives on without having been left, as a daemon does, although it was forked for some work, or
 *  - a younger process has workers with its very command line.
 * Proven by the numbers in /proc/PID/stat and the descriptors. Silent about all who may be daemons.
 */
import type { Machine, Process } from '../../machine/machine.ts';
import { valueOf } from '../../view/view.ts';
import { titled, type Finding, type FindingRule } from './finding.ts';
import { hasExecuted } from './generations.ts';

export const orphanedWorker: FindingRule = (machine, subjects) =>
  subjects.flatMap((process): readonly Finding[] => {
    const parent = adopterOf(machine, process);
    if (!parent) return [];
    const why = evidenceOf(machine, process, parent);
    if (why === null) return [];
    const now = `its parent died and ${titled(parent)} is its parent now`;
    return [
      {
        kind: 'orphaned-worker',
        pids: [process.pid],
        summary: `${titled(process)} lives on alone: ${now}; ${why}`,
      },
    ];
  });

function evidenceOf(machine: Machine, process: Process, parent: Process): string | null {
  if (waitsForNobody(machine, process)) return 'it still reads from a pipe that nobody is left to write to';
  if (hasEqualOrphans(machine, process, parent))
    return 'it shares descriptors with others like it that lost their parent too';
  if (neverLeft(machine, process)) return 'it was forked to work for it and never became a daemon';
  return successorOf(machine, process);
}

/**
 * Who adopted it; null for one that is still its first parent's, or that leads a session or a group of its own. A child
 * begins in the session of its parent: who is in another one, and did not found it, had another parent.
 */
function adopterOf(machine: Machine, { pid, ppid, sid, pgid }: Process): Process | null {
  const parent = ppid > 0 && pid !== sid && pid !== pgid ? machine.process(ppid) : null;
  if (!parent || parent.sid === sid || machine.glance(pgid) !== null) return null;
  return machine.children(pid).length === 0 ? parent : null;
}

/** Standard input and output are inherited by anybody; what a program opened for its workers stands behind them. */
const firstOfItsOwn = 3;

const channelsOf = (machine: Machine, { pid }: Process): ReadonlySet<string> =>
  new Set(
    (valueOf(machine.descriptors(pid)) ?? []).flatMap(({ fd, target }) =>
      fd >= firstOfItsOwn && /^(?:pipe|socket):/.test(target) ? [target] : [],
    ),
  );

function waitsForNobody(machine: Machine, { pid }: Process): boolean {
  const pipes = (valueOf(machine.descriptors(pid)) ?? []).filter(
    ({ fd, target, access }) => fd >= firstOfItsOwn && target.startsWith('pipe:') && access === 'r',
  );
  return pipes.some(({ target }) => {
    const { descriptors, unseen } = machine.holders(target);
    return unseen.length === 0 && descriptors.every(({ access }) => access === 'r');
  });
}

function hasEqualOrphans(machine: Machine, process: Process, parent: Process): boolean {
  const channels = channelsOf(machine, process);
  if (channels.size === 0) return false;
  return machine.children(parent.pid).some((pid) => {
    if (pid === process.pid || machine.glance(pid)?.name !== process.name) return false;
    const other = machine.process(pid);
    const isEqual =
      other?.sid === process.sid && other.pgid === process.pgid && commandOf(other) === commandOf(process);
    return isEqual && [...channelsOf(machine, other)].some((target) => channels.has(target));
  });
}

const neverLeft = (machine: Machine, { pid, sid }: Process): boolean =>
  machine.glance(sid) !== null && hasExecuted(machine, pid) === false;

function successorOf(machine: Machine, process: Process): string | null {
  const command = commandOf(process);
  if (command === null) return null;
  for (const { pid, ppid, name } of machine.glances()) {
    if (name !== process.name || pid === process.pid || ppid <= 1 || ppid === process.ppid) continue;
    const [worker, parent] = [machine.process(pid), machine.process(ppid)];
    if (!worker || !parent || parent.startTicks <= process.startTicks) continue;
    if (commandOf(worker) === command && commandOf(parent) !== command)
      return `${titled(parent)}, which started later, has workers like it`;
  }
  return null;
}

const commandOf = ({ exe, argv }: Process): string | null => {
  const [file, words] = [valueOf(exe), valueOf(argv)];
  return file === null || words === null || words.length === 0 ? null : [file, ...words].join('\0');
};
