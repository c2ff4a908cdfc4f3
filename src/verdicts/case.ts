/** All that the rules ask about a graph, worked out once. */
import { knotsIn, type Bound } from '../graph/knots.ts';
import { spread } from '../graph/spread.ts';
import { taskEnders, targetsOf, type Graph, type Node } from '../graph/graph.ts';
import type { Evidence } from '../waits/wait.ts';
import { claimsOn, type Claim } from './need.ts';
import { threadsAtRest, trivialSignals } from './rest.ts';
import { endsByItself, gotOn, isRearmed, isRunning, lastedSeconds, type Patience } from './time.ts';

export interface Case {
  readonly graph: Graph;
  readonly patience: Patience;
  /** Gets on, ends by itself soon, or waits for someone of whom that is true, or of whom nothing could be seen. */
  readonly getsOn: ReadonlySet<Node>;
  readonly rest: ReadonlySet<Node>;
  /** By the thread that is needed. */
  readonly claims: ReadonlyMap<Node, readonly Claim[]>;
  /** By the thread that needs. */
  readonly claimsOf: ReadonlyMap<Node, readonly Claim[]>;
  /** Deadlocks, and waits that nobody can end. */
  readonly bound: Bound;
  /** The operation that a process began and never ended, where a log shows one. */
  readonly openOperations: ReadonlyMap<number, Evidence>;
  /** It has waited for --stuck-after; a wait armed anew has when somebody has waited that long for it. */
  hasLasted(node: Node): boolean;
  isSpinning(node: Node): boolean;
}

/** Why a thread is stuck by its own fault, or by its own deadlock. */
export interface Conviction {
  readonly node: Node;
  readonly rule: string;
  /** One sentence for the report: what shows that it should get on. */
  readonly why: string;
  readonly evidence: readonly Evidence[];
  /** A deadlock: its threads in waiting order, and everybody who is part of it. */
  readonly cycle?: readonly Node[];
  /** Others convicted with it as one: a stopped job, a frozen group, the members of a deadlock. */
  readonly with?: readonly Node[];
}

/** One rule a file; `judge` gives those whom it convicts. */
export interface Rule {
  readonly name: string;
  readonly judge: (facts: Case) => readonly Conviction[];
}

export function caseOf(
  graph: Graph,
  patience: Patience,
  openOperations: ReadonlyMap<number, Evidence>,
): Case {
  const isSpinning = (node: Node): boolean => node.motion === 'computing' && node.wait?.kind !== 'stopped';
  const rest = threadsAtRest(graph);
  const getsOn = spread(
    graph,
    (node) =>
      !isSpinning(node) &&
      (gotOn(node, patience) ||
        endsByItself(node, patience) ||
        (node.wait?.enders ?? []).some(({ by }) => by === 'unseen') ||
        waitsForSpinner(graph, node, isSpinning)),
    (_, ender, target) => ender.tid !== undefined || worksFor(graph, target, patience),
  );
  const bound = knotsIn(graph, boundIn(graph));
  const claims = claimsOn(graph, rest, getsOn, (node) => openOperations.has(node.pid));
  const claimsOf = new Map<Node, Claim[]>();
  for (const claim of [...claims.values()].flat()) {
    const known = claimsOf.get(claim.waiter);
    if (known) known.push(claim);
    else claimsOf.set(claim.waiter, [claim]);
  }
  const lasted = (node: Node): boolean => (lastedSeconds(node, patience) ?? 0) >= patience.stuckAfterSeconds;
  const hasLasted = (node: Node): boolean =>
    lasted(node) ||
    ((isRearmed(node, patience) || isSpinning(node)) &&
      (claims.get(node) ?? []).some(({ waiter }) => lasted(waiter)));
  return { graph, patience, getsOn, rest, claims, claimsOf, bound, openOperations, hasLasted, isSpinning };
}

/** Whoever waits for the end of a process that computes waits for just that. */
const waitsForSpinner = (graph: Graph, node: Node, isSpinning: (node: Node) => boolean): boolean =>
  taskEnders(node).some((ender) => ender.need === 'exit' && targetsOf(graph, node, ender).some(isSpinning));

/**
 * Whether a thread that gets on may be at work for who waits for its process: a loop or a pool that merely times out
 * beside other threads is not.
 */
const worksFor = (graph: Graph, target: Node, patience: Patience): boolean =>
  gotOn(target, patience) ||
  target.wait === null ||
  (target.wait.kind !== 'futex' && target.wait.kind !== 'poll') ||
  (target.wait.posture !== 'rest' && target.wait.kind !== 'futex') ||
  (graph.members.get(target.pid) ?? []).length === 1;

/** Its own signal handler may write into its own pipe: a self-pipe (Bernstein). */
const handlerMayWake = (node: Node): boolean => {
  const kind = node.wait?.kind;
  if (kind !== 'pipe-read' && kind !== 'eventfd' && kind !== 'poll' && kind !== 'unix-receive') return false;
  const tasks = taskEnders(node);
  const isOwn = tasks.some(({ pid }) => pid === node.pid) || tasks.length === 0;
  return isOwn && ((node.process.signals?.caught ?? 0n) & ~trivialSignals) !== 0n;
};

/** A named fifo can be opened by anyone; but its present users are who uses it. */
const isFifoInUse = (node: Node): boolean =>
  (node.wait?.kind === 'pipe-read' || node.wait?.kind === 'pipe-write') && taskEnders(node).length > 0;

const canBeFreed = (node: Node): boolean => {
  const { wait } = node;
  if (wait === null || isRunning(node) || node.motion === 'moved' || node.motion === 'computing') return true;
  if (wait.kind === 'stopped' || wait.kind === 'traced' || wait.kind === 'zombie') return true;
  if (wait.signalEnds === true || handlerMayWake(node)) return true;
  return wait.enders.some(({ by }) => by !== 'task' && !(by === 'outside' && isFifoInUse(node)));
};

/** The threads that nobody outside of them could ever set free. */
function boundIn(graph: Graph): ReadonlySet<Node> {
  const free = spread(graph, canBeFreed);
  return new Set([...graph.nodes.values()].filter((node) => !free.has(node)));
}
