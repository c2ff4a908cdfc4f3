/** A wait for a client to connect: what accept on a TCP and on a unix listener share (accept(2)). */
import type { Machine, Socket } from '../machine/machine.ts';
import type { PlainWait } from './descriptor-wait.ts';
import { socketEvidence } from './socket.ts';
import type { Kind } from './wait.ts';
import { counted } from './words.ts';

/** A server at its accept is at rest, unless connections lie in its queue that it does not take. */
export async function listening(
  machine: Machine,
  socket: Socket,
  kind: Kind,
  object: string,
): Promise<PlainWait> {
  const unaccepted = await machine.unaccepted(socket);
  const facts = unaccepted > 0 ? [`${counted(unaccepted, 'connection')} not accepted`] : [];
  return {
    kind,
    object,
    posture: 'rest',
    enders: [{ by: 'outside', what: 'a client that connects' }],
    ready: unaccepted > 0,
    clause: [object, ...facts].join(', '),
    evidence: [socketEvidence(socket)],
    facts,
  };
}
