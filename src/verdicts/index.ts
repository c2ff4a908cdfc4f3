/**
 * The verdicts: rules in order, the first that applies to a thread decides; then whoever waits for a stuck one along
 * the claims it has on it; then what all the others do.
 */
import { targetsOf, taskEnders, type Graph, type Node } from '../graph/graph.ts';
import type { Evidence } from '../waits/wait.ts';
import { caseOf, type Case, type Conviction, type Rule } from './case.ts';
import { claimed } from './need.ts';
import { attending, hasSeveralSources, isConsumer } from './rest.ts';
import { deadlock } from './rules/deadlock.ts';
import { flowControl } from './rules/flow-control.ts';
import { frozen } from './rules/frozen.ts';
import { impossible } from './rules/impossible.ts';
import { needed } from './rules/needed.ts';
import { silentPeer } from './rules/silent-peer.ts';
import { spinning } from './rules/spinning.ts';
import { stopped } from './rules/stopped.ts';
import { traced } from './rules/traced.ts';
import { uninterruptible } from './rules/uninterruptible.ts';
import { gotOn, isRunning, lastedSeconds, type Patience } from './time.ts';

/** What the kernel does to a process first, then what is proven whatever its age, then what needs --stuck-after. */
export const rules: readonly Rule[] = [
  stopped,
  frozen,
  traced,
  deadlock,
  impossible,
  flowControl,
  uninterruptible,
  silentPeer,
  spinning,
  needed,
];

export type Status = 'stuck' | 'suspect' | 'waiting' | 'idle' | 'running' | 'spinning' | 'zombie' | 'unknown';

export interface ThreadVerdict {
  readonly node: Node;
  readonly status: Status;
  readonly role: 'culprit' | 'victim' | null;
  /** For a stuck one: what convicted it, or the one it stands behind. */
  readonly cause: Cause | null;
}

export interface Cause extends Conviction {
  /** Pids of other processes that wait for it, directly or not. */
  readonly victims: ReadonlySet<number>;
}

export interface ProcessVerdict extends ThreadVerdict {
  readonly pid: number;
  readonly threads: readonly ThreadVerdict[];
}

export interface Judgement {
  readonly facts: Case;
  readonly causes: readonly Cause[];
  readonly processes: ReadonlyMap<number, ProcessVerdict>;
}

export function judge(
  graph: Graph,
  patience: Patience,
  openOperations: ReadonlyMap<number, Evidence>,
): Judgement {
  const facts = caseOf(graph, patience, openOperations);
  const causes: (Cause & { victims: Set<number> })[] = [];
  const guilty = new Map<Node, Cause & { victims: Set<number> }>();
  for (const rule of rules) {
    for (const conviction of rule.judge(facts)) {
      if (guilty.has(conviction.node) || !isAsked(graph, conviction)) continue;
      const cause = { ...conviction, victims: new Set<number>() };
      causes.push(cause);
      guilty.set(conviction.node, cause);
      for (const node of conviction.with ?? []) if (!guilty.has(node)) guilty.set(node, cause);
    }
  }
  const behind = victimsOf(facts, guilty);
  for (const [{ pid }, cause] of behind)
    if (pid !== cause.node.pid && !isContext(graph, pid)) cause.victims.add(pid);
  for (const [node, cause] of guilty) {
    const { pid } = node;
    if (pid !== cause.node.pid && !isCulprit(node, cause) && !isContext(graph, pid)) cause.victims.add(pid);
  }

  const processes = new Map<number, ProcessVerdict>();
  const named = new Set(causes.map(({ node }) => node.pid));
  for (const [pid, members] of graph.members) {
    if (isContext(graph, pid) && !named.has(pid)) continue;
    const threads = members.map((node): ThreadVerdict => {
      const own = guilty.get(node);
      if (own)
        return { node, status: 'stuck', role: isCulprit(node, own) ? 'culprit' : 'victim', cause: own };
      const other = behind.get(node);
      if (other) return { node, status: 'stuck', role: 'victim', cause: other };
      return { node, status: statusOf(facts, node), role: null, cause: null };
    });
    const [told] = [...threads].sort((a, b) => weight(a) - weight(b));
    if (told) processes.set(pid, { ...told, pid, threads });
  }
  return { facts, causes, processes };
}

const isContext = (graph: Graph, pid: number): boolean => graph.relations.get(pid) === 'context';

/** What else an ancestor waits for may hang for reasons of its own: that was not the question. */
const isAsked = (graph: Graph, { node, cycle = [], with: others = [] }: Conviction): boolean =>
  [node, ...cycle, ...others].some(({ pid }) => !isContext(graph, pid));

/** Of those convicted together: all members of a deadlock, but only the one that stands for a stopped job or group. */
const isCulprit = (node: Node, cause: Cause): boolean =>
  node === cause.node ||
  node.pid === cause.node.pid ||
  (cause.cycle !== undefined && cause.cycle.some(({ pid }) => pid === node.pid));

/** Which thread speaks for its process: the worst, of equals the first. */
const order: readonly Status[] = [
  'stuck',
  'spinning',
  'running',
  'suspect',
  'waiting',
  'idle',
  'zombie',
  'unknown',
];
const weight = ({ status, role }: ThreadVerdict): number =>
  2 * order.indexOf(status) + Number(role === 'victim');

/** Backwards from the guilty: whoever has a claim on a stuck one, and gets on by nobody else, is stuck behind it. */
function victimsOf<C extends Cause>(facts: Case, guilty: ReadonlyMap<Node, C>): ReadonlyMap<Node, C> {
  const { graph, getsOn, rest, claims } = facts;
  const behind = new Map<Node, C>();
  const work = [...guilty];
  for (let item = work.shift(); item; item = work.shift()) {
    const [node, cause] = item;
    for (const { node: waiter, ender } of graph.waiters.get(node.pid) ?? []) {
      if (guilty.has(waiter) || behind.has(waiter) || getsOn.has(waiter)) continue;
      if (!targetsOf(graph, waiter, ender).includes(node)) continue;
      if (waiter.wait === null || (waiter.wait.posture === 'rest' && !hasSeveralSources(waiter))) continue;
      const hasClaim =
        ender.need === 'exit' || claimed(graph, rest, waiter, ender, claims.has(waiter)).includes(node);
      if (!hasClaim) continue;
      behind.set(waiter, cause);
      work.push([waiter, cause]);
    }
  }
  return behind;
}

function statusOf(facts: Case, node: Node): Status {
  const { graph, patience, rest, getsOn } = facts;
  if (node.wait?.kind === 'zombie') return 'zombie';
  if (facts.isSpinning(node)) return 'spinning';
  if (isRunning(node)) return 'running';
  if (node.wait?.kind === 'unknown' && node.thread.call.in === 'unseen' && !node.thread.wchanSeen)
    return 'unknown';
  if (gotOn(node, patience)) return rest.has(node) && node.motion !== 'moved' ? 'idle' : 'running';
  if (isConsumer(graph, node) && !isTrade(graph, node)) {
    return (lastedSeconds(node, patience) ?? 0) >= patience.stuckAfterSeconds ? 'suspect' : 'waiting';
  }
  if (rest.has(node)) return 'idle';
  const isUnexplained = node.wait?.kind === 'unknown' && node.thread.call.in === 'call';
  if (isUnexplained && !node.process.isKernel && facts.hasLasted(node)) return 'suspect';
  if (getsOn.has(node) || node.process.isKernel) return 'waiting';
  return facts.hasLasted(node) ? 'suspect' : 'waiting';
}

/** Waiting is a consumer's trade where siblings wait for the same peer in the same way. */
const isTrade = (graph: Graph, node: Node): boolean =>
  taskEnders(node).some(
    (ender) =>
      attending(graph, ender).length > 0 &&
      (graph.waiters.get(ender.pid) ?? []).some(
        (other) =>
          other.node.pid !== node.pid &&
          other.node.process.ppid === node.process.ppid &&
          isConsumer(graph, other.node),
      ),
  );
