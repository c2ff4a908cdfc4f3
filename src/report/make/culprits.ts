/**
 * One culprit, one root cause: a program that hangs in twenty threads hangs once. Of the causes in one process the one
 * that a stronger rule found speaks, of equal ones the one that has waited longest.
 */
import type { Node } from '../../graph/graph.ts';
import { longestWaiting } from '../../graph/knots.ts';
import type { Cause, Judgement } from '../../verdicts/index.ts';

export interface Culprit {
  readonly cause: Cause;
  /** Pids of others that wait for any of its threads. */
  readonly victims: ReadonlySet<number>;
  /** All stuck threads but the one that speaks: its own, those of its knot or job, those that stand behind it. */
  readonly behind: ReadonlySet<Node>;
}

/** By pid, in the order of the rules. */
export function culpritsOf({ causes, processes }: Judgement): ReadonlyMap<number, Culprit> {
  const byPid = new Map<number, Cause[]>();
  for (const cause of causes) push(byPid, cause.node.pid, cause);
  const threads = new Map<Cause, Node[]>();
  for (const process of processes.values()) {
    for (const { node, status, cause } of process.threads) {
      if (status === 'stuck' && cause) push(threads, cause, node);
    }
  }
  const culprits = new Map<number, Culprit>();
  for (const [pid, own] of byPid) {
    const [first, ...others] = own;
    if (!first) continue;
    const cause = leading(first, others);
    const behind = new Set(own.flatMap((one) => threads.get(one) ?? []));
    behind.delete(cause.node);
    culprits.set(pid, { cause, victims: new Set(own.flatMap(({ victims }) => [...victims])), behind });
  }
  return culprits;
}

function leading(first: Cause, others: readonly Cause[]): Cause {
  const equals = [first, ...others.filter(({ rule }) => rule === first.rule)];
  const longest = longestWaiting(equals.map(({ node }) => node));
  return equals.find(({ node }) => node === longest) ?? first;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
