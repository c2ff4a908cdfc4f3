/**
 * A pid file names a process that is gone, or another program, while its own program runs: whoever stops or restarts
 * it by that file does nothing, or hits a stranger. Looked at are /run/NAME.pid and /run/NAME/NAME.pid for the name of
 * the program, and a pid file that the process has open itself. Sample: `812\n`.
 * Silent in another pid or mount namespace, where other numbers and other files are meant; about files of a kin.
 */
import type { Machine, Process } from '../../machine/machine.ts';
import { valueOf } from '../../view/view.ts';
import { baseName, titled, withoutDeleted, type Finding, type FindingRule } from './finding.ts';

export const stalePidfile: FindingRule = (machine, subjects) => {
  const seen = new Set<string>();
  return subjects
    .filter((process) => livesHere(machine, process))
    .flatMap((process) =>
      pidfilesOf(machine, process).flatMap((path): readonly Finding[] => {
        if (seen.has(path)) return [];
        seen.add(path);
        const why = staleness(machine, process, path);
        return why === null
          ? []
          : [
              {
                kind: 'stale-pidfile',
                pids: [process.pid],
                summary: `${path} ${why}, but ${titled(process)} runs`,
              },
            ];
      }),
    );
};

const livesHere = ({ view }: Machine, process: Process): boolean =>
  ['pid', 'mnt'].every((kind) => {
    const own = /\[(\d+)\]$/.exec(valueOf(view.link(`/proc/self/ns/${kind}`)) ?? '')?.[1];
    return own !== undefined && process.namespace(kind) === own;
  });

/** On a disk of this machine: opening a file on a dead mount would hang the reader. */
const isPidfile = (target: string): boolean => /^\/(?:run|var\/run|tmp)\/.*\.pid$/.test(target);

function pidfilesOf(machine: Machine, process: Process): readonly string[] {
  const names = namesOf(process).flatMap((name) => [`/run/${name}.pid`, `/run/${name}/${name}.pid`]);
  const open = (valueOf(machine.descriptors(process.pid)) ?? [])
    .map(({ target }) => target)
    .filter(isPidfile);
  return [...names, ...open];
}

/** Its name, its file's and its script's. */
function namesOf(process: Process): readonly string[] {
  const exe = valueOf(process.exe);
  const argv = valueOf(process.argv) ?? [];
  const all = [
    process.name,
    exe === null ? '' : baseName(withoutDeleted(exe)),
    baseName(argv[0] ?? ''),
    baseName(argv[1] ?? ''),
  ];
  return [...new Set(all)].filter((name) => /^[\w.@+-]+$/.test(name) && !name.startsWith('.'));
}

function staleness(machine: Machine, process: Process, path: string): string | null {
  const words = /^\s*(\d+)\s*$/.exec(valueOf(machine.view.text(path))?.split('\n')[0] ?? '')?.[1];
  const pid = Number(words ?? 0);
  if (pid < 1 || pid === process.pid) return null;
  const named = machine.glance(pid);
  if (named === null) return machine.threadOf(pid) === null ? `names ${pid}, which is gone` : null;
  const other = machine.process(pid);
  if (!other || isKin(process, other) || namesOf(other).some((name) => path.includes(name.slice(0, 15))))
    return null;
  return `names ${titled(named)}, which is another program`;
}

/** The shell that started it, its master, its child: all of them may be meant. */
const isKin = (one: Process, other: Process): boolean =>
  one.ppid === other.pid || other.ppid === one.pid || one.sid === other.sid || one.pgid === other.pgid;
