/**
 * All that a process has from whoever started it, as far as it can be seen: read before anything is ended, since
 * nothing of it can be read afterwards. Its environment is not among it: it is read at the start, and never shown.
 */
import type { Machine } from '../machine/machine.ts';
import { parseCgroup, cgroupPath } from '../sources/proc/cgroup.ts';
import { limitsPath } from '../sources/proc/limits.ts';
import { parseStat, statPath, type Stat } from '../sources/proc/stat.ts';
import { statusPath } from '../sources/proc/status.ts';
import { valueOf, type View } from '../view/view.ts';

export interface Limit {
  /** Bytes, or what proc_pid_limits(5) counts in; null: unlimited. */
  readonly soft: number | null;
  readonly hard: number | null;
}

/** Also of why-stuck itself: what does not differ need not be given back. */
export interface Inherited {
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  readonly groups: readonly number[];
  readonly umask: number | null;
  readonly nice: number;
  readonly oomScoreAdj: number | null;
  /** By the names of proc_pid_limits(5). */
  readonly limits: ReadonlyMap<string, Limit>;
  readonly ignored: bigint;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly cgroup: string | null;
}

export interface OpenFile {
  readonly target: string;
  readonly flags: number | null;
}

export interface Snapshot extends Inherited {
  readonly stat: Stat;
  readonly argv: readonly string[] | null;
  /** The arguments have been written over by a title of its own, or could not be read. */
  readonly isTitled: boolean;
  readonly exe: string | null;
  readonly isExeDeleted: boolean;
  readonly cwd: string | null;
  readonly isCwdDeleted: boolean;
  readonly root: string | null;
  readonly stdio: readonly [OpenFile | null, OpenFile | null, OpenFile | null];
  readonly environment: 'seen' | 'overwritten' | 'unseen';
  /** Variables that hand something over that cannot be given again. */
  readonly handedOver: readonly string[];
}

const namespaceKinds = ['mnt', 'pid', 'net', 'ipc', 'uts', 'user'] as const;

export function inheritedOf(view: View, who: number | 'self'): Inherited {
  const text = (name: string): string => valueOf(view.text(`/proc/${who}/${name}`)) ?? '';
  const status = who === 'self' ? text('status') : (valueOf(view.text(statusPath(who))) ?? '');
  const field = (name: string): string =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1]?.trim() ?? '';
  const numbers = (name: string): readonly number[] =>
    field(name)
      .split(/\s+/)
      .filter((word) => word !== '')
      .map(Number);
  const umask = field('Umask');
  const oom = text('oom_score_adj').trim();
  const fields = text('stat')
    .slice(text('stat').lastIndexOf(') ') + 2)
    .split(' ');
  return {
    uids: numbers('Uid'),
    gids: numbers('Gid'),
    groups: numbers('Groups'),
    umask: umask === '' ? null : Number.parseInt(umask, 8),
    nice: Number(fields[16] ?? 0),
    oomScoreAdj: oom === '' ? null : Number(oom),
    limits: limitsIn(who === 'self' ? text('limits') : (valueOf(view.text(limitsPath(who))) ?? '')),
    ignored: BigInt(`0x${field('SigIgn') || '0'}`),
    namespaces: new Map(
      namespaceKinds.flatMap((kind) => {
        const link = valueOf(view.link(`/proc/${who}/ns/${kind}`));
        return link === null ? [] : [[kind, link] as const];
      }),
    ),
    cgroup:
      parseCgroup(who === 'self' ? text('cgroup') : (valueOf(view.text(cgroupPath(who))) ?? '')).get('') ??
      null,
  };
}

/** Name, soft and hard limit stand in columns; the name has single blanks in it. */
export function limitsIn(text: string): ReadonlyMap<string, Limit> {
  const number = (word: string | undefined): number | null =>
    word === undefined || word === 'unlimited' ? null : Number(word);
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, name, soft, hard] = /^(Max .+?) {2,}(\S+) +(\S+)/.exec(line) ?? [];
      return name === undefined ? [] : [[name, { soft: number(soft), hard: number(hard) }] as const];
    }),
  );
}

const deleted = ' (deleted)';

export function snapshotOf(machine: Machine, pid: number): Snapshot | null {
  const { view } = machine;
  const stat = parseStat(valueOf(view.text(statPath(pid))) ?? '');
  const process = machine.process(pid);
  if (stat === null || process === null) return null;
  const link = (name: string): string | null => valueOf(view.link(`/proc/${pid}/${name}`));
  const argv = valueOf(process.argv);
  const exe = link('exe');
  const cwd = link('cwd');
  const open = (fd: number): OpenFile | null => {
    const descriptor = machine.descriptor(pid, fd);
    return descriptor && { target: descriptor.target, flags: descriptor.flags };
  };
  return {
    ...inheritedOf(view, pid),
    stat,
    argv,
    isTitled: argv === null || isTitle(argv, valueOf(view.text(`/proc/${pid}/cmdline`)) ?? ''),
    exe: exe?.endsWith(deleted) ? exe.slice(0, -deleted.length) : exe,
    isExeDeleted: exe?.endsWith(deleted) === true,
    cwd: cwd?.endsWith(deleted) ? cwd.slice(0, -deleted.length) : cwd,
    isCwdDeleted: cwd?.endsWith(deleted) === true,
    root: link('root'),
    stdio: [open(0), open(1), open(2)],
    ...environmentOf(pid),
  };

  /** Looked at in a view of its own, which is forgotten at once: secrets are in it. */
  function environmentOf(of: number): Pick<Snapshot, 'environment' | 'handedOver'> {
    const text = valueOf(view.text(`/proc/${of}/environ`));
    if (text === null) return { environment: 'unseen', handedOver: [] };
    const names = text.split('\0').map((one) => one.slice(0, Math.max(0, one.indexOf('='))));
    if (text.trim() !== '' && !names.some((name) => name !== '')) {
      return { environment: 'overwritten', handedOver: [] };
    }
    return { environment: 'seen', handedOver: names.filter((name) => handing.includes(name)) };
  }
}

/** Sockets and channels that a starter passes on (sd_listen_fds(3), Node's IPC). */
const handing = ['LISTEN_FDS', 'NODE_CHANNEL_FD', 'NOTIFY_SOCKET'];

/**
 * Arguments end in one NUL. A title written over them ends otherwise, is padded with NULs, or is one word with blanks.
 * prctl(PR_SET_NAME) changes only the short name, and is no title.
 */
export function isTitle(argv: readonly string[], text: string): boolean {
  if (argv.length === 0 || (text !== '' && !text.endsWith('\0')) || /\0{3,}$/.test(text)) return true;
  return argv.length === 1 && /^\S+: |^\S+ \S/.test(argv[0] ?? '');
}
