/**
 * Control groups of a scene's own, in whatever hierarchy this kernel has for a controller: version 1 where it is
 * mounted (or can be), else version 2. cgroups(7); /proc/self/mountinfo:
 *   37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
 */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Stage } from './scene.ts';

export interface Group {
  readonly version: 1 | 2;
  write(file: string, text: string): void;
  read(file: string): string;
  add(pid: number): void;
}

interface Hierarchy {
  readonly version: 1 | 2;
  readonly directory: string;
}

const mounted = (controller: string): Hierarchy | null => {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => {
      const [left = '', right = ''] = line.split(' - ');
      return {
        directory: left.split(' ')[4] ?? '',
        type: right.split(' ')[0],
        options: right.split(' ')[2] ?? '',
      };
    });
  const first = mounts.find(
    ({ type, options }) => type === 'cgroup' && options.split(',').includes(controller),
  );
  if (first !== undefined) return { version: 1, directory: first.directory };
  const second = mounts.find(({ type }) => type === 'cgroup2');
  if (second === undefined) return null;
  // Freezing is the core's; a controller must be handed down to the groups below the root.
  const given = readFileSync(join(second.directory, 'cgroup.subtree_control'), 'utf8').split(/\s+/);
  if (controller !== 'freezer' && !given.includes(controller)) return null;
  return { version: 2, directory: second.directory };
};

const mountFirst = async (stage: Stage, controller: string): Promise<Hierarchy> => {
  const directory = join(stage.dir, `cgroup-${controller}`);
  mkdirSync(directory);
  await stage.run(['mount', '-t', 'cgroup', '-o', controller, 'zoo', directory]).catch(() => {
    stage.skip(`this kernel gives no hierarchy for the controller ${controller}`);
  });
  stage.atEnd(() => stage.run(['umount', directory]).then(() => undefined));
  return { version: 1, directory };
};

/** `undo` is done before the group is emptied and removed: thaw, lift the limit. */
export const newGroup = async (
  stage: Stage,
  controller: string,
  undo: (group: Group) => void = () => undefined,
  want: 1 | 2 | null = null,
): Promise<Group> => {
  const { version, directory } = mounted(controller) ?? (await mountFirst(stage, controller));
  if (want !== null && want !== version)
    stage.skip(`the controller ${controller} is not in version ${want} here`);
  return makeGroup(stage, { version, directory }, undo);
};

/** A group of version 2, which can always freeze. */
export const newGroup2 = (stage: Stage, undo: (group: Group) => void): Group => {
  const line = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .find((one) => one.includes(' - cgroup2 '));
  const directory = line?.split(' ')[4];
  if (directory === undefined) return stage.skip('control groups of version 2 are not mounted');
  return makeGroup(stage, { version: 2, directory }, undo);
};

const makeGroup = (stage: Stage, { version, directory }: Hierarchy, undo: (group: Group) => void): Group => {
  const place = join(directory, basename(stage.dir));
  mkdirSync(place);
  const group: Group = {
    version,
    write: (file, text) => writeFileSync(join(place, file), text),
    read: (file) => readFileSync(join(place, file), 'utf8'),
    add: (pid) => writeFileSync(join(place, 'cgroup.procs'), String(pid)),
  };
  stage.atEnd(async () => {
    undo(group);
    await stage.until(`${place} empty`, () => {
      for (const pid of group.read('cgroup.procs').split('\n').filter(Boolean)) {
        try {
          writeFileSync(join(directory, 'cgroup.procs'), pid);
        } catch {
          // it has ended
        }
      }
      try {
        rmdirSync(place);
        return true;
      } catch {
        return false; // one that ends still counts for a moment
      }
    });
  });
  return group;
};
