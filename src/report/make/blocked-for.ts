/**
 * For how long a process has waited, as a bracket. The scheduler says when the thread last ran; but one whose wait is
 * begun anew again and again has run a moment ago and got nowhere: then the silence of the thing it waits for is what
 * counts. Where both speak of the same wait the silence is the better known one, since it does not lag.
 */
import { ageSeconds } from '../../machine/clocks.ts';
import type { BlockedFor } from '../../machine/machine.ts';
import type { Node } from '../../graph/graph.ts';
import { isRearmed, type Patience } from '../../verdicts/time.ts';
import type { Clocks } from '../../view/view.ts';

/** The clocks of two texts differ a little. */
const slackSeconds = 0.1;

export function blockedForOf(node: Node, patience: Patience, clocks: Clocks): BlockedFor | null {
  if (node.wait === null || node.wait.kind === 'cpu') return null;
  const { blockedFor } = node.thread;
  const silent = node.wait.silentSeconds;
  if (silent === undefined) return blockedFor;
  const age = ageSeconds(clocks, node.process.startTicks);
  const seconds = Math.min(silent.seconds, age);
  if (blockedFor === null) return { atLeast: seconds, atMost: age, source: silent.source };
  if (isRearmed(node, patience)) return { atLeast: seconds, atMost: seconds, source: silent.source };
  const limit = blockedFor.atMost ?? age;
  const isSameWait = silent.seconds >= blockedFor.atLeast && silent.seconds <= limit + slackSeconds;
  return isSameWait
    ? { atLeast: Math.min(seconds, limit), atMost: limit, source: silent.source }
    : blockedFor;
}
