/**
 * Whether one end of an edge alone can end a wait, whoever else seems to have a hand in it. Time-outs do not count:
 * they end the waiting, not what is waited for. Nor does a signal that is meant to end the call, nor the waiter's own
 * process beside another one: it is the one that waits.
 */
import type { Ender } from '../waits/wait.ts';
import type { Node } from './graph.ts';

/** Asks all ends of a wait at once: a parent may have thousands of children. */
export function certainEnds(node: Node): (ender: Ender) => boolean {
  const ends = new Set((node.wait?.enders ?? []).flatMap((ender) => endOf(node, ender) ?? []));
  const own = nameOf(node.pid);
  return (ender) => {
    if (ender.by !== 'task' && ender.by !== 'remote') return false;
    const end = endOf(node, ender);
    const others = end !== own && ends.has(own) ? ends.size - 1 : ends.size;
    return others === 1;
  };
}

const nameOf = (pid: number): string => `process ${pid}`;

/** null: it has no hand in what is waited for. */
function endOf(node: Node, ender: Ender): string | null {
  switch (ender.by) {
    case 'task':
      return nameOf(ender.pid);
    case 'remote':
      return `remote ${ender.address}`;
    case 'clock':
      return null;
    case 'outside':
      return isSignal(node, ender.what) || isPipe(node) ? null : 'outside';
    case 'device':
    case 'unseen':
      return ender.by;
  }
}

const isSignal = (node: Node, what: string): boolean =>
  node.wait?.signalEnds === true && /\bsignal\b/.test(what);

/** Anybody could open a named fifo, but those who have it open are those who use it. */
const isPipe = (node: Node): boolean => node.wait?.kind === 'pipe-read' || node.wait?.kind === 'pipe-write';
