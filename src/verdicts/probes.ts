/**
 * Deeper looks, on request: tools and run times are asked about those that matter most, after everything that can be seen
 * without touching anybody was seen. What a run time knows of its own locks becomes waits of the graph, which is then
 * judged again; a stack only explains.
 */
import { graphOf, type Graph, type Node } from '../graph/graph.ts';
import type { Machine } from '../machine/machine.ts';
import type { UserFrame } from '../sources/python/index.ts';
import { parseStatus, statusPath } from '../sources/proc/status.ts';
import { probesFor, type Probe, type RuntimeLock, type Target, type Wanted } from '../sources/tools/index.ts';
import type { Attached } from '../view/attached.ts';
import { valueOf } from '../view/view.ts';
import type { Wait } from '../waits/wait.ts';
import type { Judgement, ProcessVerdict } from './index.ts';

export interface ProbeTold {
  readonly tool: string;
  readonly pid: number;
  readonly tookSeconds: number;
  readonly pausedSeconds: number | null;
  readonly effect: string;
  readonly summary: string;
  readonly text: string;
}

export interface Deeper {
  readonly probes: readonly ProbeTold[];
  /** With those that were known before; a language's own stack stands before the native one. */
  readonly stacks: ReadonlyMap<number, readonly UserFrame[]>;
  /** With the locks that a run time knows; the same one where there are none. */
  readonly graph: Graph;
  readonly warnings: readonly { readonly code: string; readonly pid: number; readonly message: string }[];
}

const mostTargets = 4;

export async function lookDeeper(
  machine: Machine,
  graph: Graph,
  judgement: Judgement,
  known: ReadonlyMap<number, readonly UserFrame[]>,
  wanted: Wanted,
): Promise<Deeper> {
  const probes: ProbeTold[] = [];
  const stacks = new Map(known);
  const locks: RuntimeLock[] = [];
  const warnings: Deeper['warnings'][number][] = [];
  for (const { node } of targetsOf(graph, judgement)) {
    const target = await targetOf(machine, node, known);
    for (const alternatives of probesFor(target, wanted)) {
      const { probe, attached } = await firstInstalled(machine, node, target, alternatives);
      const reading = attached.text === '' ? null : probe.parse(attached.text, target, probe.deadlineSeconds);
      for (const [tid, frames] of reading?.stacks ?? []) if (!stacks.has(tid)) stacks.set(tid, frames);
      locks.push(...(reading?.locks ?? []));
      probes.push(told(probe, target, attached, reading?.summary ?? null));
      const left = warningOf(probe, target, attached);
      if (left) warnings.push(left);
    }
  }
  return { probes, stacks, graph: locks.length > 0 ? withLocks(graph, locks) : graph, warnings };
}

/**
 * Culprits first, then what else was asked for and does not get on. Where nobody is, those that were asked for: locks of a
 * run time look like rest from outside.
 */
function targetsOf({ relations }: Graph, { processes }: Judgement): readonly ProcessVerdict[] {
  const live = [...processes.values()].filter(
    ({ node, status }) => status !== 'zombie' && !node.process.isKernel,
  );
  const asked = live.filter(({ pid }) => relations.get(pid) === 'match');
  const among = (...statuses: readonly ProcessVerdict['status'][]): readonly ProcessVerdict[] =>
    asked.filter(({ status }) => statuses.includes(status));
  const culprits = live.filter(({ role }) => role === 'culprit');
  const chosen = new Set([...culprits, ...among('stuck', 'suspect', 'spinning')]);
  return [...(chosen.size > 0 ? chosen : asked)].slice(0, mostTargets);
}

async function targetOf(
  machine: Machine,
  { process }: Node,
  known: ReadonlyMap<number, readonly UserFrame[]>,
): Promise<Target> {
  const { pid, threads, signals } = process;
  const exe = valueOf(process.exe);
  const isBlocking = threads.some(({ state }) => state === 'D');
  const maps = isBlocking ? null : valueOf(await machine.maps(pid));
  return {
    pid,
    exe,
    tids: threads.map(({ tid }) => tid),
    inner: new Map(threads.map((thread) => [thread.tid, thread.innerTid])),
    caught: signals?.caught ?? null,
    files: [...new Set((maps ?? []).map(({ path }) => path).filter((path) => path.startsWith('/')))],
    user: userOf(machine, process),
    hasStack: threads.some(({ tid }) => known.has(tid)),
  };
}

function userOf({ view }: Machine, process: Node['process']): Target['user'] {
  const own = parseStatus(valueOf(view.text('/proc/self/status')) ?? '')?.uid;
  const ownFiles = /\[(\d+)\]$/.exec(valueOf(view.link('/proc/self/ns/mnt')) ?? '')?.[1];
  const gid = /^Gid:\t\d+\t(\d+)/m.exec(valueOf(view.text(statusPath(process.pid))) ?? '')?.[1];
  if (own !== 0 || process.uid === null || process.uid === 0 || gid === undefined) return null;
  return process.namespace('mnt') === ownFiles ? { uid: process.uid, gid: Number(gid) } : null;
}

async function firstInstalled(
  { view }: Machine,
  { process }: Node,
  target: Target,
  alternatives: readonly Probe[],
): Promise<{ readonly probe: Probe; readonly attached: Attached }> {
  let first: { readonly probe: Probe; readonly attached: Attached } | null = null;
  for (const probe of alternatives) {
    const attached = await view.attach({
      pid: target.pid,
      startTicks: process.startTicks,
      tool: probe.tool,
      args: probe.args(target),
      how: probe.how,
      seconds: probe.deadlineSeconds,
      ...(probe.endless === true ? { endless: true } : {}),
      ...(probe.asUser === true && target.user ? { user: target.user } : {}),
    });
    if (attached.outcome !== 'missing') return { probe, attached };
    first ??= { probe, attached };
  }
  if (!first) throw new RangeError('a probe has one tool at least');
  return first;
}

function told(probe: Probe, { pid }: Target, attached: Attached, summary: string | null): ProbeTold {
  const { tookSeconds, pausedSeconds, text, message, outcome } = attached;
  const isUntouched = outcome === 'refused' || outcome === 'missing';
  const left = {
    'as-before': '',
    gone: '; it has ended meanwhile',
    resumed: '; it was left stopped by that, and was let go on (SIGCONT)',
    stopped: '; it is left stopped',
  }[attached.target];
  return {
    tool: probe.tool,
    pid,
    tookSeconds: Math.round(tookSeconds * 1000) / 1000,
    pausedSeconds,
    effect: isUntouched ? 'none' : probe.effect + left,
    summary: [message, summary].filter((part) => part !== null).join('; ') || 'it said nothing',
    text,
  };
}

/** The one thing that a look must never do. */
export const leftStopped = 'left-stopped';

function warningOf(
  { tool }: Probe,
  { pid }: Target,
  { target }: Attached,
): Deeper['warnings'][number] | null {
  if (target === 'stopped')
    return {
      code: leftStopped,
      pid,
      message: `${tool} left ${pid} stopped: kill -CONT ${pid} lets it go on`,
    };
  if (target === 'resumed')
    return {
      code: leftStopped,
      pid,
      message: `${tool} had left ${pid} stopped; it was let go on with SIGCONT`,
    };
  return null;
}

/** The graph with the locks that a run time knows in place of the futexes that they are made of. */
function withLocks(graph: Graph, locks: readonly RuntimeLock[]): Graph {
  const byTid = new Map(locks.map((lock) => [lock.tid, lock]));
  const nodes = [...graph.nodes.values()].map((node): Node => {
    const lock = byTid.get(node.tid);
    const owner = lock && graph.nodes.get(lock.ownerTid);
    const isPlain = node.wait?.kind === 'futex' || node.wait?.kind === 'unknown';
    return lock && owner && node.wait && isPlain
      ? { ...node, wait: lockWait(node, node.wait, lock, owner) }
      : node;
  });
  return graphOf(nodes, graph.relations);
}

function lockWait(node: Node, futex: Wait, lock: RuntimeLock, owner: Node): Wait {
  const { object, isUnbounded, text } = lock;
  return {
    pid: node.pid,
    tid: node.tid,
    kind: 'mutex',
    fd: null,
    object,
    timeoutSeconds: isUnbounded ? null : futex.timeoutSeconds,
    enders: [
      { by: 'task', pid: owner.pid, tid: owner.tid, object, need: 'release', turn: 'theirs' },
      ...(isUnbounded
        ? []
        : [
            ...futex.enders.filter(({ by }) => by === 'clock'),
            { by: 'outside', what: 'an interrupt' } as const,
          ]),
    ],
    posture: 'owed',
    because: `${node.thread.name} (${node.tid}) waits for ${object}, held by ${owner.thread.name} (${owner.tid}), by the run time's own account`,
    evidence: [...futex.evidence, { source: `Thread.print of ${node.pid}`, text }],
  };
}
