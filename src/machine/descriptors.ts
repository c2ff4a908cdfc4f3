/**
 * The open descriptors of a process: the links in /proc/PID/fd (proc_pid_fd(5)), and /proc/PID/fdinfo only for what
 * is asked about. Sample: `7 -> socket:[48123]`.
 */
import { accessOf, flagsOf } from '../sources/proc/fdinfo.ts';
import { found, missing, valueOf, type Reading, type View } from '../view/view.ts';
import { holdersOf } from './holders.ts';
import type { Descriptor, Machine } from './machine.ts';

export type Descriptors = Pick<Machine, 'descriptors' | 'descriptor' | keyof ReturnType<typeof holdersOf>>;

export function descriptorsOf(view: View, tasks: Pick<Machine, 'glances' | 'glance'>): Descriptors {
  const read = new Map<number, Reading<readonly Descriptor[]>>();
  const descriptors = (pid: number): Reading<readonly Descriptor[]> => {
    const known = read.get(pid) ?? list(view, fdHome(view, pid, tasks.glance(pid)?.state ?? ''), pid);
    read.set(pid, known);
    return known;
  };
  return {
    descriptors,
    descriptor: (pid, fd) => (valueOf(descriptors(pid)) ?? []).find((one) => one.fd === fd) ?? null,
    ...holdersOf(view, tasks),
  };
}

/**
 * Where the descriptors of a process stand: a leader that has exited while its threads live on has none of its own,
 * the threads still have them.
 */
export function fdHome(view: View, pid: number, state: string): string {
  if (state !== 'Z' && state !== 'X') return `/proc/${pid}`;
  const other = (valueOf(view.names(`/proc/${pid}/task`)) ?? []).find((tid) => tid !== String(pid));
  return other === undefined ? `/proc/${pid}` : `/proc/${pid}/task/${other}`;
}

function list(view: View, home: string, pid: number): Reading<readonly Descriptor[]> {
  const links = view.linked(`${home}/fd`);
  if (!links.ok) return missing(links.reason, links.message);
  const opened: Descriptor[] = [];
  for (let at = 0; at + 1 < links.value.length; at += 2) {
    opened.push(descriptorAt(view, home, pid, Number(links.value[at]), links.value[at + 1] ?? ''));
  }
  return found(opened.sort((one, other) => one.fd - other.fd));
}

/** fdinfo is read when it is asked for; the view remembers it. */
export function descriptorAt(view: View, home: string, pid: number, fd: number, target: string): Descriptor {
  const info = () => valueOf(view.text(`${home}/fdinfo/${fd}`));
  const flags = () => flagsOf(info() ?? '');
  return {
    pid,
    fd,
    target,
    get info() {
      return info();
    },
    get flags() {
      return flags();
    },
    get access() {
      const open = flags();
      return open === null ? null : accessOf(open);
    },
  };
}
