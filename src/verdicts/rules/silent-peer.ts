/**
 * A client (the side that connected) that waits without a time-out, or with one that it arms again and again, for a peer that says nothing, for --stuck-after:
 * a remote peer, a local one that is gone, or one that itself reads from this very connection, so that each waits
 * for the other to speak. Proven by the connection's line and the time since data last came.
 * Silent about the accepting side, which rests between two requests; about a consumer, whose live local peer listens
 * in its event loop; about a peer that owes the answer: it is judged itself (needed).
 */
import { taskEnders } from '../../graph/graph.ts';
import type { Conviction, Rule } from '../case.ts';
import { attending } from '../rest.ts';
import { isRearmed } from '../time.ts';

export const silentPeer: Rule = {
  name: 'silent-peer',
  judge: ({ graph, patience, getsOn, rest, hasLasted, claimsOf }) =>
    [...graph.nodes.values()]
      .filter((node) => {
        const { wait } = node;
        if (wait?.side !== 'client' || wait.posture !== 'owed') return false;
        const hasLimit = wait.timeoutSeconds !== null || wait.enders.some(({ by }) => by === 'clock');
        if (hasLimit && !isRearmed(node, patience)) return false;
        if (getsOn.has(node) || rest.has(node) || !hasLasted(node)) return false;
        if ((claimsOf.get(node) ?? []).length > 0) return false;
        const tasks = taskEnders(node).filter(({ pid }) => pid !== node.pid);
        return tasks.length === 0 || tasks.some((ender) => attending(graph, ender).length > 0);
      })
      .map((node): Conviction => ({
        node,
        rule: 'silent-peer',
        why: 'it waits as a client, without a time-out, for a peer that says nothing',
        evidence: node.wait?.evidence ?? [],
      })),
};
