/**
 * At rest: where a program waits when nothing is wrong. The wait alone tells most of it (`posture`); an `open` one
 * depends on whoever could end it, so rest is the greatest set in which every open wait leads to rest again.
 *
 * At rest are also those who take work in turn: they queue at a lock whose holder, a sibling, waits for that very
 * work; and consumers: clients of a live local peer that has read everything and listens to them.
 */
import { taskEnders, targetsOf, type Graph, type Node, type TaskEnder } from '../graph/graph.ts';
import type { Process } from '../machine/machine.ts';
import { valueOf, type Reading } from '../view/view.ts';
import type { Kind } from '../waits/wait.ts';

/** Waits in which work arrives; a sleep is none: nothing comes to who sleeps. */
const noSource: ReadonlySet<Kind> = new Set<Kind>(['sleep', 'timer', 'zombie']);

/** Waits in which the holder of a lock waits for work that it will share. */
const worksInTurn: ReadonlySet<Kind> = new Set<Kind>([
  'tcp-accept', 'unix-accept', 'poll', 'pipe-read', 'unix-receive', 'tcp-receive', 'udp-receive', 'message-queue', 'tty-read',
]); // prettier-ignore

/** Signals whose handlers libraries and run times install by themselves; they do not mean that a wait is to end so. */
export const trivialSignals = [2, 4, 5, 6, 7, 8, 11, 13, 32, 33, 34].reduce(
  (mask, n) => mask | (1n << BigInt(n - 1)),
  0n,
);

/** Its own signal handler may write into its own pipe or eventfd, and nobody else is there to: a self-pipe (Bernstein). */
const handlerMayWake = (node: Node): boolean => {
  const kind = node.wait?.kind;
  if (kind !== 'pipe-read' && kind !== 'eventfd' && kind !== 'poll' && kind !== 'unix-receive') return false;
  if (taskEnders(node).some(({ pid }) => pid !== node.pid)) return false;
  if ((node.wait?.enders ?? []).some(({ by }) => by !== 'task' && by !== 'clock')) return false;
  return ((node.process.signals?.caught ?? 0n) & ~trivialSignals) !== 0n;
};

/** The descriptors a thread waits on. */
const waitedOn = (node: Node): readonly number[] => {
  if (!node.wait) return [];
  const members = (node.wait.members ?? []).map(({ fd }) => fd);
  return node.wait.fd === null ? members : [...members, node.wait.fd];
};

/** Threads of the other end that wait on this very connection, with nothing unread there. */
export function attending(graph: Graph, ender: TaskEnder): readonly Node[] {
  const { fd } = ender;
  if (fd === undefined || ender.turn === 'theirs') return [];
  return (graph.members.get(ender.pid) ?? []).filter(
    (node) =>
      waitedOn(node).includes(fd) &&
      node.wait?.kind.endsWith('-send') !== true &&
      node.wait?.kind !== 'pipe-write',
  );
}

/** A client of a live local peer whose event loop listens to it, everything read: a subscription, a blocking pop. */
export const isConsumer = (graph: Graph, node: Node): boolean =>
  node.wait?.side === 'client' &&
  (node.wait.kind.endsWith('-receive') || node.wait.kind === 'poll') &&
  taskEnders(node).some(
    (ender) => ender.pid !== node.pid && attending(graph, ender).some((peer) => peer.wait?.kind === 'poll'),
  );

/** Threads of one process, or workers of one family that share their work. */
function areRelatives(waiter: Node, holder: Node): boolean {
  const [one, other] = [waiter.process, holder.process];
  if (one.pid === other.pid) return true;
  const areSiblings = one.ppid === other.ppid && one.ppid > 1;
  if (!areSiblings && one.ppid !== other.pid && other.ppid !== one.pid) return false;
  // what has no name is shared by inheritance; a file can be locked by anybody, so only copies of one program share it
  return waiter.wait?.kind === 'file-lock' ? areCopies(one, other) : isSame(one.exe, other.exe);
}

/** fork keeps the place of the stack, exec chooses another at random; for whom it may not be seen, the programs tell. */
const areCopies = (one: Process, other: Process): boolean =>
  one.startStack > 1 && other.startStack > 1
    ? one.startStack === other.startStack
    : isSame(one.exe, other.exe) && valueOf(one.argv)?.join('\0') === valueOf(other.argv)?.join('\0');

const isSame = (one: Reading<string>, other: Reading<string>): boolean =>
  one.ok && other.ok && one.value === other.value;

/** Queues at something that a sibling holds who waits for the work they share. */
export function takesTurns(node: Node, holders: readonly Node[]): boolean {
  return holders.some(
    (holder) => areRelatives(node, holder) && holder.wait !== null && worksInTurn.has(holder.wait.kind),
  );
}

/** Where work arrives by itself: its other end is not expected to act. */
export const isSource = (node: Node): boolean => node.wait !== null && !noSource.has(node.wait.kind);

/**
 * A worker that waits for its master, who made the channel before it made the worker: for orders, or for the master's
 * end. It is the master who sleeps if there are none. What waits at a semaphore may wait for a lock: that is no rest.
 */
export const takesOrders = ({ process, wait }: Node, from: number): boolean =>
  process.ppid === from &&
  from > 1 &&
  wait !== null &&
  wait.side !== 'client' &&
  wait.kind !== 'semaphore' &&
  wait.kind !== 'futex';

/**
 * A set that leads to several processes is an event loop too: whichever of them speaks, it needs none of them. It may
 * still stand behind those that are stuck.
 */
export const hasSeveralSources = ({ wait, pid }: Node): boolean => {
  if (wait?.kind !== 'poll' || wait.enders.some(({ by }) => by !== 'task' && by !== 'clock')) return false;
  return (
    new Set(
      wait.enders.map((ender) => (ender.by === 'task' ? ender.pid : pid)).filter((other) => other !== pid),
    ).size > 1
  );
};

/** All threads at rest. */
export function threadsAtRest(graph: Graph): ReadonlySet<Node> {
  const rest = new Set<Node>();
  const restless = new Map<number, number>();
  for (const node of graph.nodes.values()) {
    if (mayRest(graph, node)) rest.add(node);
    else restless.set(node.pid, (restless.get(node.pid) ?? 0) + 1);
  }
  const allRest = (pid: number, except: Node): boolean =>
    (restless.get(pid) ?? 0) - (pid === except.pid && !rest.has(except) ? 1 : 0) === 0;

  const holds = (node: Node): boolean => {
    if (node.wait?.posture === 'rest' || isConsumer(graph, node) || hasSeveralSources(node)) return true;
    if (handlerMayWake(node)) return true;
    return taskEnders(node).every((ender) => {
      if (ender.need === 'release')
        return takesTurns(
          node,
          targetsOf(graph, node, ender).filter((t) => rest.has(t)),
        );
      const targets = targetsOf(graph, node, ender);
      const resting =
        ender.tid === undefined ? allRest(ender.pid, node) : targets.every((target) => rest.has(target));
      if (!resting) return false;
      if (ender.need === 'exit' || ender.pid === node.pid) return true;
      return ender.need === 'data' && (targets.some(isSource) || takesOrders(node, ender.pid));
    });
  };

  const work = [...rest];
  for (let node = work.pop(); node; node = work.pop()) {
    if (!rest.has(node) || holds(node)) continue;
    rest.delete(node);
    restless.set(node.pid, (restless.get(node.pid) ?? 0) + 1);
    for (const { node: waiter } of graph.waiters.get(node.pid) ?? []) if (rest.has(waiter)) work.push(waiter);
  }
  return rest;
}

/** What the kernel does to a process comes before the call that it interrupted. */
const isHeld = (kind: Kind): boolean =>
  kind === 'stopped' || kind === 'frozen' || kind === 'traced' || kind === 'throttled' || kind === 'cpu';

/** What the wait alone says. Unread bytes in a set, or a client's wait that is owed something, are no rest. */
function mayRest(graph: Graph, node: Node): boolean {
  const { wait } = node;
  if (!wait || isHeld(wait.kind)) return false;
  if (wait.posture === 'rest') return !(wait.members ?? []).some((member) => member.ready);
  if (handlerMayWake(node)) return true;
  if (isConsumer(graph, node)) return true;
  // nothing is known of who could end it: that is no rest
  if (wait.posture === 'open') return wait.enders.some(({ by }) => by !== 'unseen' && by !== 'clock');
  return taskEnders(node).length > 0 && taskEnders(node).every((ender) => ender.need === 'release');
}
