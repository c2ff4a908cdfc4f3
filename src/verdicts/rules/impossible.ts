/**
 * A wait that nobody can end: the owner of the lock is gone, or every write end of the pipe is the reader's own.
 * Whatever its age. Proven by what the wait found: the word in memory and the missing thread, the holders of the pipe.
 * Silent where a time-out, a caught signal's handler or a process that could not be seen may still end it.
 */
import type { Conviction, Rule } from '../case.ts';

export const impossible: Rule = {
  name: 'impossible',
  judge: ({ bound }) =>
    bound.lost.map((node): Conviction => ({
      node,
      rule: 'impossible',
      why:
        (node.wait?.facts ?? []).length > 0
          ? `nobody can end this wait: ${(node.wait?.facts ?? []).join('; ')}`
          : 'nobody can end this wait',
      evidence: node.wait?.evidence ?? [],
    })),
};
