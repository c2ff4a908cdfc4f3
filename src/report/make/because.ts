/** One sentence for a process: what it does, and what shows that it should get on, or that nothing is wrong. */
import type { Node } from '../../graph/graph.ts';
import type { Status } from '../../verdicts/index.ts';
import { titled } from './summary.ts';
import type { Telling } from './telling.ts';

export function becauseOf(telling: Telling): string {
  const { node, status, role, cause } = telling;
  const doing = doingOf(node, status);
  if (role === 'culprit' && cause) return joined(doing, cause.why);
  if (role === 'victim' && cause) return joined(doing, `it stands behind ${titled(cause.node)}`);
  return doing;
}

/** The rule may only say what the wait has said already. */
const joined = (doing: string, why: string): string => (doing.includes(why) ? doing : `${doing}; ${why}`);

function doingOf(node: Node, status: Status): string {
  if (node.wait) return node.wait.because;
  const { call } = node.thread;
  if (status === 'unknown' && call.in === 'unseen') return `could not be seen: ${call.why}`;
  return node.motion === 'still' ? 'it is on a processor, or ready for one' : 'it got on during the sample';
}
