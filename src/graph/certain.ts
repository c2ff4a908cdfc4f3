/**
 * Whether one end of an edge alone can end a wait, whoever else seems to have a hand in it. Time-outs do not count:
 * they end the waiting, not what is waited for. Nor does a signal that is meant to end the call, nor the waiter's own
 * process beside another one: it is the one that waits.
 */
import type { Ender } from '../waits/wait.ts';
import type { Node } from './graph.ts';

export function isCertain(node: Node, ender: Ender): boolean {
  if (ender.by !== 'task' && ender.by !== 'remote') return false;
  return (node.wait?.enders ?? []).every((other) => isNoRival(node, ender, other));
}

function isNoRival(node: Node, ender: Extract<Ender, { by: 'task' | 'remote' }>, other: Ender): boolean {
  switch (other.by) {
    case 'task':
      if (ender.by === 'task' && ender.pid === other.pid) return true;
      return other.pid === node.pid && (ender.by === 'remote' || ender.pid !== node.pid);
    case 'remote':
      return ender.by === 'remote' && ender.address === other.address;
    case 'clock':
      return true;
    case 'outside':
      return isSignal(node, other.what) || isPipe(node);
    case 'device':
    case 'unseen':
      return false;
  }
}

const isSignal = (node: Node, what: string): boolean =>
  node.wait?.signalEnds === true && /\bsignal\b/.test(what);

/** Anybody could open a named fifo, but those who have it open are those who use it. */
const isPipe = (node: Node): boolean => node.wait?.kind === 'pipe-read' || node.wait?.kind === 'pipe-write';
