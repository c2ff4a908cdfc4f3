/**
 * Which thread speaks for a process, and for what: the one that is to blame, else the one that the verdict chose.
 * Of a deadlock one member stands for all; the others stand behind it.
 */
import type { Node } from '../../graph/graph.ts';
import type { Cause, ProcessVerdict, Status } from '../../verdicts/index.ts';
import type { Culprit } from './culprits.ts';

export interface Telling {
  readonly node: Node;
  readonly status: Status;
  readonly role: 'culprit' | 'victim' | null;
  readonly cause: Cause | null;
}

export function tellingOf(culprits: ReadonlyMap<number, Culprit>, verdict: ProcessVerdict): Telling {
  const own = culprits.get(verdict.pid)?.cause;
  if (own) return { node: own.node, status: 'stuck', role: 'culprit', cause: own };
  const { node, status, cause } = verdict;
  return { node, status, role: cause ? 'victim' : null, cause };
}
