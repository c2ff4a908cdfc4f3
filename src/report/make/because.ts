/** One sentence for a process: what it does, and what shows that it should get on, or that nothing is wrong. */
import type { Node } from '../../graph/graph.ts';
import type { Cause, Status } from '../../verdicts/index.ts';
import { titled } from './summary.ts';
import type { Telling } from './telling.ts';

export function becauseOf(telling: Telling): string {
  const { node, status, role, cause } = telling;
  const doing = doingOf(node, status);
  if (role === 'culprit' && cause) return joined(doing, whyOf(cause));
  if (role === 'victim' && cause) return joined(doing, `it stands behind ${titled(cause.node)}`);
  return doing;
}

/** The wait itself tells most of what these rules would say again. */
function whyOf({ rule, why }: Cause): string {
  if (rule === 'stopped') return 'only SIGCONT lets it go on';
  if (rule === 'frozen') return 'only a thaw lets it go on';
  return rule === 'impossible' ? 'nobody can end this wait' : why;
}

/** The rule may only say what the wait has said already. */
const joined = (doing: string, why: string): string => (doing.includes(why) ? doing : `${doing}; ${why}`);

function doingOf(node: Node, status: Status): string {
  if (node.wait) return node.wait.because;
  const { call } = node.thread;
  if (status === 'unknown' && call.in === 'unseen') return `could not be seen: ${call.why}`;
  return node.motion === 'still' ? 'it is on a processor, or ready for one' : 'it got on during the sample';
}
