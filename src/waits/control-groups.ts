/**
 * The control groups of a process, and the files that tell what they do to it (cgroups(7)): where the reader sees
 * them, its own group first, then those above it. Sample, a line of /proc/PID/cgroup and of the reader's mounts:
 *
 *   6:freezer:/docker/3f1c
 *   37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
 */
import { parseMountinfo } from '../sources/proc/mountinfo.ts';
import { valueOf } from '../view/view.ts';
import type { Machine, Process } from '../machine/machine.ts';
import type { Evidence } from './wait.ts';

export interface ControlGroup {
  readonly version: 1 | 2;
  /** As /proc/PID/cgroup has it. */
  readonly path: string;
  /** Where its files stand. */
  readonly directory: string;
}

interface Hierarchy {
  readonly root: string;
  readonly point: string;
}

/** The hierarchies that are mounted, by controller of version 1; version 2 is ''. */
const mounted = new WeakMap<Machine, ReadonlyMap<string, Hierarchy>>();

/** Groups of version 1 of this controller, then those of version 2; [] where none can be seen. */
export function controlGroups(
  machine: Machine,
  process: Process,
  controller: string,
): readonly ControlGroup[] {
  return [...groupsIn(machine, process, controller), ...groupsIn(machine, process, '')];
}

/** A file of a group, as evidence; null where the group has none, or it may not be read. */
export function groupFile(machine: Machine, group: ControlGroup, name: string): Evidence | null {
  const source = `${group.directory === '/' ? '' : group.directory}/${name}`;
  const text = valueOf(machine.view.text(source));
  return text === null ? null : { source, text: text.trim() };
}

/** One line of such a file: `frozen 1`. */
export function lineOf({ source, text }: Evidence, key: string): Evidence | null {
  const line = text.split('\n').find((one) => one.startsWith(`${key} `));
  return line === undefined ? null : { source, text: line };
}

function groupsIn(machine: Machine, process: Process, controller: string): readonly ControlGroup[] {
  const path = process.cgroups.get(controller);
  const hierarchy = hierarchies(machine).get(controller);
  if (path === undefined || !hierarchy || !isIn(path, hierarchy.root)) return [];
  const groups: ControlGroup[] = [];
  for (let at = path; isIn(at, hierarchy.root); at = parentOf(at)) {
    const below = hierarchy.root === '/' ? at : at.slice(hierarchy.root.length);
    const directory = below === '/' || below === '' ? hierarchy.point : hierarchy.point + below;
    groups.push({ version: controller === '' ? 2 : 1, path: at, directory });
    if (at === hierarchy.root) break;
  }
  return groups;
}

/** A path that leads out of the reader's namespace, `/../other`, is in no mount of the reader. */
const isIn = (path: string, root: string): boolean =>
  !path.startsWith('/..') && (root === '/' || path === root || path.startsWith(`${root}/`));

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

function hierarchies(machine: Machine): ReadonlyMap<string, Hierarchy> {
  const known = mounted.get(machine);
  if (known) return known;
  const found = new Map<string, Hierarchy>();
  for (const mount of parseMountinfo(valueOf(machine.view.text('/proc/self/mountinfo')) ?? '')) {
    const { type, root, point } = mount;
    const names = type === 'cgroup2' ? [''] : type === 'cgroup' ? mount.options.split(',') : [];
    for (const name of names) if (!found.has(name)) found.set(name, { root, point });
  }
  mounted.set(machine, found);
  return found;
}
