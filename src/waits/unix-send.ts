/**
 * `unix-send`: write or send on a unix socket whose other end does not read (unix(7)).
 * Sample: `1 0x5 0x7f… 0x100000 …` (write, fd 5) with stack `sock_alloc_send_pskb` for a stream; a datagram waits in
 * `unix_wait_for_peer` while the receiver's queue is full (/proc/sys/net/unix/max_dgram_qlen): syslog's /dev/log.
 */
import type { Machine, Socket, Thread } from '../machine/machine.ts';
import {
  holdersOf,
  otherEnd,
  socketEvidence,
  unixNameOf,
  socketRecogniser,
  type OtherEnd,
  type SocketCase,
} from './socket.ts';
import { sendsTo } from './unix-address.ts';
import type { Ender } from './wait.ts';

const wait: SocketCase['wait'] = async (machine, thread, socket) => {
  const peer = await machine.peer(socket);
  const address = socket.state === 'UNCONNECTED' && peer === null ? sendsTo(machine, thread) : null;
  const object = address === null ? unixNameOf(socket, peer) : `unix socket ${address}`;
  const other =
    address === null
      ? await otherEnd(machine, thread, socket, object)
      : await receiverAt(machine, thread, { ...socket, remote: address }, object);
  const side = await machine.side(socket);
  const unknown: Ender = {
    by: 'unseen',
    why: `the other end of ${object} is not known: sock_diag (ss -x) does not tell`,
  };
  const facts = ['its buffer is full', ...(other?.facts ?? [])];
  return {
    kind: 'unix-send',
    object,
    posture: 'owed',
    enders: other?.enders.map((ender) =>
      ender.by === 'task' ? { ...ender, turn: 'theirs' as const } : ender,
    ) ?? [unknown],
    ready: false,
    clause: [object, ...facts].join(', '),
    evidence: [socketEvidence(socket), ...(other?.evidence ?? [])],
    facts,
    ...(side ? { side } : {}),
  };
};

/** Whoever has the socket open that is bound at this address; an address has one. */
async function receiverAt(
  machine: Machine,
  thread: Thread,
  target: Socket,
  object: string,
): Promise<OtherEnd | null> {
  const [receiver] = await machine.listeners(target);
  if (!receiver) return null;
  const enders = holdersOf(machine, thread, receiver, object, 'theirs');
  return { enders, facts: [], evidence: [socketEvidence(receiver)], isUnaccepted: false };
}

export const unixSend: SocketCase = {
  kind: 'unix-send',
  fits: ({ family, state }, direction) => family === 'unix' && state !== 'LISTEN' && direction === 'out',
  wait,
  sleepsIn: /^(sock_alloc_send_pskb|sock_wait_for_wmem|unix_(wait_for_peer|stream_sendmsg))/,
  posture: 'owed',
};

export const recognise = socketRecogniser(unixSend);
