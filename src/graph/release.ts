/**
 * What would end a hang: the smallest set of processes whose end (or SIGCONT, or thaw) lets the waiters go on, and how
 * many of them it lets go. Nothing is done here; freed.ts works out what would follow.
 *
 * One culprit: itself. A deadlock: the member whose end lets most others go, and another one only where that is not
 * enough. Something that several hold (an inherited pipe end, a shared lock): all of its holders. A stopped job, a
 * frozen group: all of it, to go on. Who waits for a remote peer: itself, nobody here can make the peer speak.
 */
import { freedBy, isOutOfTheWay, type Acts, type Ways } from './freed.ts';
import { targetsOf, taskEnders, type Node } from './graph.ts';

export interface Hang {
  readonly root: Node;
  readonly cycle: readonly Node[];
  /** Those that stand behind it, and the others that were convicted with it: the rest of a stopped job, of a knot. */
  readonly behind: ReadonlySet<Node>;
  /** The processes that the question was about. */
  readonly asked: ReadonlySet<number>;
}

export interface Release extends Acts {
  /** Processes that would get on, beside those that it is done to. */
  readonly releases: number;
  /** Those that the question was about and that are none of them, and how many their own end would release. */
  readonly instead: { readonly pids: readonly number[]; readonly releases: number } | null;
}

/** Of a large knot a few members are tried: which of a long ring ends makes no difference to the others. */
const mostTried = (ways: Ways): number => Math.max(4, Math.min(64, Math.floor(50_000 / ways.of.size)));
const mostRounds = 8;

/**
 * null: nothing that can be done to a process ends it.
 * @param ways of every stuck thread, whatever its cause
 */
export function releaseOf(ways: Ways, hang: Hang): Release | null {
  const acts = actsFor(ways, hang);
  return acts && { ...acts, releases: countReleased(ways, acts), instead: insteadOf(hang, ways, acts) };
}

function actsFor(ways: Ways, hang: Hang): Acts | null {
  const { root, cycle, behind } = hang;
  const kind = root.wait?.kind;
  if (kind === 'stopped' || kind === 'frozen') {
    const together = [...behind].filter((node) => node.wait?.kind === kind && isSameCause(root, node));
    return { kill: [], resume: distinct([root, ...together]) };
  }
  if (root.process.isKernel || root.pid === 1 || isDeaf(root)) return null;
  if (cycle.length > 0) return { kill: breaking(hang, ways), resume: [] };
  if (kind === 'traced') return { kill: [betterEnd(hang, ways)], resume: [] };
  return { kill: withCoHolders(hang, ways, [root.pid]), resume: [] };
}

const distinct = (nodes: readonly Node[]): readonly number[] => [...new Set(nodes.map(({ pid }) => pid))];

/** A stopped job is one process group, a frozen group one control group. */
const isSameCause = (root: Node, node: Node): boolean =>
  root.wait?.kind === 'stopped'
    ? node.process.pgid === root.process.pgid && node.process.sid === root.process.sid
    : node.wait?.object === root.wait?.object;

/** In an uninterruptible sleep that not even SIGKILL ends: a disk, a frozen file system. */
const isDeaf = ({ thread, wait }: Node): boolean =>
  thread.state === 'D' &&
  (wait?.kind === 'disk-io' || wait?.kind === 'fs-freeze' || wait?.kind === 'unknown');

function countReleased(ways: Ways, acts: Acts): number {
  const touched = new Set([...acts.kill, ...acts.resume]);
  return new Set([...freedBy(ways, acts)].map(({ pid }) => pid).filter((pid) => !touched.has(pid))).size;
}

/** The tracer's end lets the traced one go on, unless it does not help: then its own. */
function betterEnd({ root }: Hang, ways: Ways): number {
  const [tracer] = taskEnders(root).flatMap((ender) => targetsOf(ways.graph, root, ender));
  if (!tracer || tracer.pid === 1) return root.pid;
  return freedBy(ways, { kill: [tracer.pid], resume: [] }).has(root) ? tracer.pid : root.pid;
}

/** The members of a knot whose end breaks it: the best one, and more only as long as members are still held. */
function breaking({ cycle, behind, asked }: Hang, ways: Ways): readonly number[] {
  const members = distinct(cycle).filter((pid) => pid !== 1);
  const kill: number[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const tried = members.filter((pid) => !kill.includes(pid)).slice(0, mostTried(ways));
    const [best] = tried
      .map((pid) => ({ pid, releases: countReleased(ways, { kill: [...kill, pid], resume: [] }) }))
      .sort((a, b) => b.releases - a.releases || Number(asked.has(a.pid)) - Number(asked.has(b.pid)));
    if (!best) break;
    kill.push(best.pid);
    const freed = freedBy(ways, { kill, resume: [] });
    const isHeld = (node: Node): boolean => !freed.has(node) && !kill.includes(node.pid);
    if (![...cycle, ...behind].some(isHeld)) break;
  }
  return kill;
}

/** What several hold is only free when the last of them is gone. */
function withCoHolders({ behind }: Hang, ways: Ways, first: readonly number[]): readonly number[] {
  const kill = new Set(first);
  for (let round = 0; round < mostRounds; round++) {
    const freed = freedBy(ways, { kill: [...kill], resume: [] });
    const before = kill.size;
    for (const node of behind) {
      if (freed.has(node) || kill.has(node.pid)) continue;
      for (const way of ways.of.get(node) ?? []) {
        if (!way.enders.some(({ pid }) => kill.has(pid))) continue;
        for (const ender of way.enders) {
          if (ender.pid !== node.pid && ender.pid !== 1 && !isOutOfTheWay(ways, way, ender))
            kill.add(ender.pid);
        }
      }
    }
    if (kill.size === before) break;
  }
  return [...kill];
}

function insteadOf({ root, behind, asked }: Hang, ways: Ways, acts: Acts): Release['instead'] {
  const touched = new Set([...acts.kill, ...acts.resume]);
  const pids = distinct([root, ...behind]).filter((pid) => asked.has(pid) && !touched.has(pid));
  return pids.length === 0 ? null : { pids, releases: countReleased(ways, { kill: pids, resume: [] }) };
}
