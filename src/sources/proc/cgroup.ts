/**
 * /proc/PID/cgroup: the control groups of a process, `hierarchy:controllers:path` (cgroups(7)). Hierarchy 0 without
 * controllers is version 2; a version 1 line may name several controllers, or `name=` of none.
 *
 *   0::/system.slice/ssh.service
 *   4:cpu,cpuacct:/docker/3f1c…
 *   1:name=systemd:/system.slice/cron.service
 */

export const cgroupPath = (pid: number): string => `/proc/${pid}/cgroup`;

/** By controller; version 2 is '', a named hierarchy `name=systemd`. */
export function parseCgroup(text: string): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const line of text.split('\n')) {
    // the path is last and may hold colons; controllers may not
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    for (const controller of controllers.split(',')) paths.set(controller, path);
  }
  return paths;
}
