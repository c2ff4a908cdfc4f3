/** The mounts that a process sees (proc_pid_mountinfo(5)), and which of them a path stands in. */
import { mountinfoPath, parseMountinfo } from '../sources/proc/mountinfo.ts';
import { valueOf, type View } from '../view/view.ts';
import type { Machine, Mount } from './machine.ts';

export function mountsOf(view: View): Pick<Machine, 'mounts' | 'mountOf'> {
  const mounts = (pid: number): readonly Mount[] =>
    parseMountinfo(valueOf(view.text(mountinfoPath(pid))) ?? '');
  return { mounts, mountOf: (pid, path) => holding(mounts(pid), path) };
}

/** The longest point; of mounts over each other the last one, which hides the others. */
function holding(mounts: readonly Mount[], path: string): Mount | null {
  let best: Mount | null = null;
  for (const mount of mounts) {
    if (isIn(path, mount.point) && mount.point.length >= (best?.point.length ?? 0)) best = mount;
  }
  return best;
}

const isIn = (path: string, point: string): boolean =>
  path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`);
