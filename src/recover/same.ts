/**
 * The same program once more: what it had from its starter, as a plan of how to give it back; what cannot be given
 * back; and why it could not run again at all. Credentials are given by setpriv(1), limits by prlimit(1), priority by
 * nice(1) and choom(1), each only where it differs from what a child of why-stuck has anyway.
 */
import type { Hands } from './hands.ts';
import { limitFlags } from './limit-flags.ts';
import type { Inherited, Snapshot } from './snapshot.ts';
import type { StartPlan } from './start-plan.ts';
import { stdioOf } from './stdio.ts';

export type Probes = Pick<Hands, 'exists' | 'real' | 'tool'>;

/** The end of a chain: its first argument is executed, the others are what it is called by. */
const calling = 'exec { shift @ARGV } @ARGV';

/** What gives back credentials and limits, without that end. */
export const givingBack = (chain: readonly string[]): readonly string[] =>
  chain.at(-3) === calling ? chain.slice(0, -5) : chain;

export interface Same {
  readonly plan: StartPlan;
  readonly refusals: readonly string[];
  /** What the new one will not have. */
  readonly lost: readonly string[];
}

/** Signals that a starter ignores for its child; what a program ignores by itself it will ignore again. */
const inheritedIgnores = { HUP: 1, INT: 2, QUIT: 3 } as const;

export function sameAgain(old: Snapshot, own: Inherited, probes: Probes, patienceSeconds: number): Same {
  const refusals = refusalsOf(old, own, probes);
  const lost: string[] = [];
  const argv = old.argv ?? [];
  const file = fileOf(old, probes);
  const chain = chainOf(old, own, probes, lost);
  if (chain.length > 0 && file !== argv[0]) {
    // those programs find the next one by its argv[0]; only perl is told both
    const perl = probes.tool('perl');
    if (perl === null) lost.push(`its own argv[0], ${argv[0] ?? ''}`);
    else chain.push(perl, '-e', calling, '--', file);
  }
  const stdio = stdioOf(old, lost, refusals);
  if (old.stat.ttyNr !== 0) lost.push('its controlling terminal: it gets a session of its own');
  const isMoved = old.cgroup !== null && old.cgroup !== own.cgroup;
  return {
    plan: {
      file,
      argv,
      chain,
      cwd: old.cwd ?? '/',
      umask: old.umask,
      ignored: Object.entries(inheritedIgnores).flatMap(([name, number]) =>
        (old.ignored >> BigInt(number - 1)) & 1n ? [name] : [],
      ),
      stdio,
      environmentOf: old.stat.pid,
      cgroup: isMoved ? `/sys/fs/cgroup${old.cgroup}` : null,
      patienceSeconds,
    },
    refusals,
    lost,
  };
}

/** What was typed, where it leads to the same file: programs look at how they were called (a venv's python). */
function fileOf({ argv, exe, cwd }: Snapshot, { real }: Probes): string {
  const typed = argv?.[0] ?? '';
  const path = typed.startsWith('/') ? typed : typed.includes('/') ? `${cwd ?? ''}/${typed}` : null;
  if (path !== null && exe !== null && real(path) === exe) return path;
  return exe ?? typed;
}

function refusalsOf(old: Snapshot, own: Inherited, { exists, real }: Probes): string[] {
  const because: string[] = [];
  const { argv, exe, cwd, root } = old;
  if (argv === null) because.push('its command line cannot be read');
  else if (old.isTitled)
    because.push(
      'it has written a title over its arguments, so how it was called is not known; say --command',
    );
  if (exe === null) because.push('its executable cannot be seen');
  else if (!exists(exe)) because.push(`its executable ${exe} is gone${old.isExeDeleted ? ' (deleted)' : ''}`);
  if (cwd === null) because.push('its working directory cannot be seen');
  else if (old.isCwdDeleted || real(cwd) === null) because.push(`its working directory ${cwd} is gone`);
  const script = scriptOf(old);
  if (script !== null && !old.isCwdDeleted && !exists(script)) because.push(`its program ${script} is gone`);
  if (root !== '/') because.push(`its root directory is ${root ?? 'not to be seen'}`);
  if (old.environment === 'unseen') because.push('its environment cannot be read');
  if (old.environment === 'overwritten') because.push('it has written over its environment; say --command');
  for (const [kind, id] of own.namespaces) {
    const its = old.namespaces.get(kind);
    if (its !== undefined && its !== id) because.push(`it lives in another ${kind} namespace`);
  }
  for (const name of old.handedOver)
    because.push(`it was handed descriptors that cannot be given again (${name})`);
  const isRoot = own.uids[1] === 0;
  if (!isRoot && differs(old, own)) because.push('it runs as another user; only root can start it so');
  return because;
}

const interpreters =
  /^(?:python|pypy|perl|ruby|node|nodejs|php|lua|sh|bash|dash|zsh|ksh|tclsh|Rscript)[\d.]*$/;

/** The file that an interpreter runs: its first argument that is no option, unless an option brings the text itself. */
function scriptOf({ argv, exe, cwd }: Snapshot): string | null {
  const name = exe?.slice(exe.lastIndexOf('/') + 1) ?? '';
  if (!interpreters.test(name)) return null;
  const [first = ''] = argv?.slice(1).filter((_, at, all) => at === 0 || all[0]?.startsWith('-')) ?? [];
  if (first === '' || first.startsWith('-')) return null;
  return first.startsWith('/') ? first : `${cwd ?? ''}/${first}`;
}

const differs = (old: Inherited, own: Inherited): boolean =>
  [old.uids, old.gids].some((ids, at) => ids.join() !== [own.uids, own.gids][at]?.join()) ||
  old.groups.join() !== own.groups.join();

function chainOf(old: Snapshot, own: Inherited, { tool }: Probes, lost: string[]): string[] {
  const chain: string[] = [];
  const add = (name: string, args: readonly string[], what: string): void => {
    const path = tool(name);
    if (path === null) lost.push(`${what}: ${name} is not installed`);
    else chain.push(path, ...args);
  };
  const { flags, lost: limitsLost } = limitFlags(old.limits, own.limits);
  lost.push(...limitsLost);
  if (flags.length > 0) add('prlimit', [...flags, '--'], 'its limits');
  if (old.oomScoreAdj !== null && own.oomScoreAdj !== null && old.oomScoreAdj !== own.oomScoreAdj) {
    if (old.oomScoreAdj > own.oomScoreAdj)
      add('choom', ['-n', String(old.oomScoreAdj), '--'], 'its OOM score');
    else lost.push(`its OOM score ${old.oomScoreAdj}: it would have to be lowered`);
  }
  if (old.nice !== own.nice) {
    if (old.nice < own.nice && own.uids[1] !== 0)
      lost.push(`its nice ${old.nice}: only root can raise a priority`);
    else add('nice', ['-n', String(old.nice - own.nice)], `its nice ${old.nice}`);
  }
  if (differs(old, own)) {
    const [ruid, euid] = old.uids;
    const [rgid, egid] = old.gids;
    const groups = old.groups.length === 0 ? '--clear-groups' : `--groups=${old.groups.join()}`;
    add(
      'setpriv',
      [`--ruid=${ruid}`, `--euid=${euid}`, `--rgid=${rgid}`, `--egid=${egid}`, groups, '--'],
      'its user',
    );
  }
  return chain;
}
