/** The tools that are asked: where they stand, what brings them, what they see of our environment (environ(7)). */
import { accessSync, constants } from 'node:fs';

/** Only where the system puts them: root runs no `ss` out of somebody's directory. */
const directories = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'] as const;

/** Nothing of ours reaches a tool: its words are English and its numbers plain, whoever asks. */
export const toolEnvironment = { PATH: directories.join(':'), LC_ALL: 'C' } as const;

const packages: Readonly<Record<string, string>> = {
  cat: 'coreutils',
  docker: 'docker.io',
  'eu-stack': 'elfutils',
  gdb: 'gdb',
  ip: 'iproute2',
  ipcs: 'util-linux',
  jcmd: 'default-jdk-headless',
  journalctl: 'systemd',
  lsns: 'util-linux',
  nsenter: 'util-linux',
  podman: 'podman',
  ps: 'procps',
  pstree: 'psmisc',
  ss: 'iproute2',
  strace: 'strace',
  supervisorctl: 'supervisor',
  systemctl: 'systemd',
  timeout: 'coreutils',
};

/** null: not installed. */
export function toolPath(tool: string): string | null {
  const candidates = tool.includes('/') ? [tool] : directories.map((directory) => `${directory}/${tool}`);
  return candidates.find(isRunnable) ?? null;
}

export function notInstalled(tool: string): string {
  const name = packages[tool];
  return `${tool} is not installed${name === undefined ? '' : ` (Debian package ${name})`}`;
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
