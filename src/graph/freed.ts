/**
 * What follows when some processes end, or go on: whose wait gets a way to end. A least fixed point over the stuck
 * threads, with a work list: each way is looked at once for each of its ends.
 *
 * Who ends leaves behind what it had: its parent is told, its locks are free, its pipe ends and connections closed.
 * What several hold is only free, or closed, when the last of them is gone; of several children one is enough. Who
 * goes on may do whatever its waiter waits for, one of several is enough; but a lock that two share needs both.
 */
import { targetsOf, taskEnders, type Graph, type Node, type TaskEnder } from './graph.ts';

/** One thing that a thread waits for, with all who have a hand in it. */
export interface Way {
  readonly node: Node;
  readonly need: TaskEnder['need'];
  readonly enders: readonly TaskEnder[];
}

export interface Ways {
  readonly graph: Graph;
  readonly of: ReadonlyMap<Node, readonly Way[]>;
  /** By the process at the other end. */
  readonly to: ReadonlyMap<number, readonly { readonly way: Way; readonly ender: TaskEnder }[]>;
}

/** What is done: who is ended, and who is let go on. */
export interface Acts {
  readonly kill: readonly number[];
  readonly resume: readonly number[];
}

export function waysOf(graph: Graph, stuck: ReadonlySet<Node>): Ways {
  const of = new Map<Node, Way[]>();
  const to = new Map<number, { way: Way; ender: TaskEnder }[]>();
  for (const node of stuck) {
    const byThing = new Map<string, TaskEnder[]>();
    for (const ender of taskEnders(node))
      push(byThing, `${ender.need} ${ender.need === 'exit' ? '' : ender.object}`, ender);
    const ways = [...byThing.values()].map((enders): Way => ({
      node,
      need: enders[0]?.need ?? 'data',
      enders,
    }));
    of.set(node, ways);
    for (const way of ways) for (const ender of way.enders) push(to, ender.pid, { way, ender });
  }
  return { graph, of, to };
}

/** Of the stuck threads those that would get on; not those of the processes that are ended. */
export function freedBy(ways: Ways, { kill, resume }: Acts): ReadonlySet<Node> {
  const gone = new Set(kill);
  const freed = new Set<Node>();
  const work: Node[] = [];
  const settled = new Map<Way, Set<TaskEnder>>();

  const free = (node: Node): void => {
    if (freed.has(node) || gone.has(node.pid)) return;
    freed.add(node);
    work.push(node);
  };
  /** One of those who have a hand in it is out of the way; when all are, so is the waiting. */
  const settle = (way: Way, ender: TaskEnder): void => {
    if (way.enders.length === 1) return free(way.node);
    const done = settled.get(way) ?? new Set(way.enders.filter((other) => isOutOfTheWay(ways, way, other)));
    settled.set(way, done.add(ender));
    if (done.size === way.enders.length) free(way.node);
  };

  for (const pid of gone) {
    for (const { way, ender } of ways.to.get(pid) ?? []) {
      if (way.need === 'exit') free(way.node);
      else settle(way, ender);
    }
  }
  for (const pid of resume)
    for (const node of ways.graph.members.get(pid) ?? []) if (ways.of.has(node)) free(node);
  for (let node = work.pop(); node; node = work.pop()) {
    for (const { way, ender } of ways.to.get(node.pid) ?? []) {
      const leadsHere = ender.tid === undefined ? way.node !== node : ender.tid === node.tid;
      if (!leadsHere) continue;
      if (way.need === 'release') settle(way, ender);
      else free(way.node);
    }
  }
  return freed;
}

/** Of the holders of a lock those that are not stuck will let go of it; but an open end that rests stays open. */
export const isOutOfTheWay = ({ graph, of }: Ways, { node, need }: Way, ender: TaskEnder): boolean =>
  need === 'release' && !targetsOf(graph, node, ender).some((target) => of.has(target));

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
