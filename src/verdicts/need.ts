/**
 * Needed: somebody needs a thread to act — a lock it holds, a reply it owes, a pipe it should fill, drain or close,
 * its end. Not needed is who is at rest towards the waiter; once a thread is needed, so is whoever it waits for.
 */
import { taskEnders, targetsOf, type Graph, type Node, type TaskEnder } from '../graph/graph.ts';
import { attending, isSource, takesTurns } from './rest.ts';

/** One thread of the other end that answers for it. */
export interface Claim {
  readonly waiter: Node;
  readonly ender: TaskEnder;
  readonly on: Node;
}

/** Of several threads at rest, the one that answers for the process: where it meets the world, else the leader. */
function spokesman(nodes: readonly Node[]): readonly Node[] {
  const rank = (node: Node): number => {
    if (node.wait === null) return 0;
    if (node.wait.kind === 'futex') return 3;
    return node.wait.kind === 'thread-join' || node.wait.kind === 'child-exit' ? 2 : 1;
  };
  const [best] = [...nodes].sort(
    (a, b) => rank(a) - rank(b) || Number(a.tid !== a.pid) - Number(b.tid !== b.pid) || a.tid - b.tid,
  );
  return best ? [best] : [];
}

/**
 * The threads on which a wait makes a claim along one edge.
 * @param insist the waiter is itself needed: then that its other end rests is no excuse
 */
export function claimed(
  graph: Graph,
  rest: ReadonlySet<Node>,
  waiter: Node,
  ender: TaskEnder,
  insist: boolean,
): readonly Node[] {
  const targets = targetsOf(graph, waiter, ender);
  if (ender.need === 'data' && ender.pid !== waiter.pid && attending(graph, ender).length > 0) {
    // a full connection is the reader's to drain, even if it looks at it
    if (waiter.wait?.kind.endsWith('-send') !== true) return [];
  }
  if (
    ender.need === 'release' &&
    takesTurns(
      waiter,
      targets.filter((target) => rest.has(target)),
    )
  )
    return [];
  if (waiter.wait?.kind === 'traced' && targets.every((tracer) => rest.has(tracer) && isSource(tracer)))
    return [];
  if (ender.pid === waiter.pid && ender.need === 'data' && waitsForOthers(waiter)) return [];
  const restless = targets.filter((target) => !rest.has(target) && !queuesWith(waiter, target));
  if (restless.length > 0) return restless;
  // a master asleep may owe its worker a lock, or nothing at all: what they share does not tell which
  if (ender.need === 'data' && isMaster(waiter, ender) && !drains(waiter) && !isReply(waiter)) return [];
  if (insist || ender.need === 'release' || ender.need === 'accept' || ender.need === 'continue')
    return spokesman(targets);
  if (ender.need === 'exit') return [];
  if (ender.pid === waiter.pid) return [];
  return drains(waiter) || isReply(waiter) || !targets.some(isSource) ? spokesman(targets) : [];
}

/** The parent, who made what they share before it made the worker. */
const isMaster = (waiter: Node, ender: TaskEnder): boolean =>
  ender.pid > 1 && waiter.process.ppid === ender.pid;

/** Both wait for the same thing of nobody's: neither is expected to give it to the other. */
const queuesWith = ({ wait }: Node, other: Node): boolean =>
  wait !== null &&
  (wait.kind === 'semaphore' || wait.kind === 'futex') &&
  other.wait?.kind === wait.kind &&
  other.wait.object === wait.object;

/** Its own threads could wake it, but what it waits for comes from elsewhere. */
const waitsForOthers = ({ wait, pid }: Node): boolean =>
  (wait?.enders ?? []).some((ender) => ender.by !== 'clock' && !(ender.by === 'task' && ender.pid === pid));

/** It waits for room: whoever should drain is expected to, wherever it rests. */
const drains = (waiter: Node): boolean =>
  waiter.wait?.kind === 'pipe-write' ||
  waiter.wait?.kind.endsWith('-send') === true ||
  waiter.wait?.kind === 'tty-write';

/** A client whose peer does not look at the connection: it owes the answer, or it has not even read the question. */
const isReply = (waiter: Node): boolean =>
  waiter.wait?.side === 'client' && (waiter.wait.kind.endsWith('-receive') || waiter.wait.kind === 'poll');

/** Every claim of every thread that gets nowhere, and of those claimed in their turn. */
export function claimsOn(
  graph: Graph,
  rest: ReadonlySet<Node>,
  getsOn: ReadonlySet<Node>,
  expected: (node: Node) => boolean,
): ReadonlyMap<Node, readonly Claim[]> {
  const claims = new Map<Node, Claim[]>();
  const work: { node: Node; insist: boolean }[] = [];
  for (const node of graph.nodes.values()) {
    if (getsOn.has(node) || !node.wait) continue;
    if (expected(node)) work.push({ node, insist: true });
    else if (!rest.has(node)) work.push({ node, insist: false });
  }
  const insisted = new Set<Node>(work.filter(({ insist }) => insist).map(({ node }) => node));
  const seen = new Set<string>();
  for (let item = work.pop(); item; item = work.pop()) {
    const { node, insist } = item;
    if (insist && node.wait?.posture === 'rest') continue;
    for (const ender of taskEnders(node)) {
      for (const on of claimed(graph, rest, node, ender, insist)) {
        const key = `${node.tid} ${on.tid}`;
        if (!seen.has(key)) {
          seen.add(key);
          const known = claims.get(on);
          if (known) known.push({ waiter: node, ender, on });
          else claims.set(on, [{ waiter: node, ender, on }]);
        }
        if (insisted.has(on) || getsOn.has(on) || !on.wait) continue;
        insisted.add(on);
        work.push({ node: on, insist: true });
      }
    }
  }
  return claims;
}
