/**
 * `unix-receive`: read or recv on a unix socket that has nothing to read (unix(7)); socketpair(2) too.
 * Sample: `0 0x6 0x7f… 0x2000 …` (read, fd 6) with stack `unix_stream_read_generic`.
 *
 * The other end of a unix socket is known to sock_diag alone: not found means not known, never "nobody". A bound
 * datagram socket without a peer waits for anybody who sends.
 */
import { otherEnd, socketEvidence, unixNameOf, socketRecogniser, type SocketCase } from './socket.ts';
import type { Ender } from './wait.ts';

const wait: SocketCase['wait'] = async (machine, thread, socket) => {
  const peer = await machine.peer(socket);
  const object = unixNameOf(socket, peer);
  if (socket.state === 'UNCONNECTED' && peer === null && socket.local !== '') {
    return {
      kind: 'unix-receive',
      object,
      posture: 'rest',
      enders: [{ by: 'outside', what: `whoever sends to ${socket.local}` }],
      ready: socket.receiveQueue > 0,
      clause: `${object}, open to anybody who sends`,
      evidence: [socketEvidence(socket)],
    };
  }
  const other = await otherEnd(machine, thread, socket, object);
  const side = await machine.side(socket);
  const unknown: Ender = {
    by: 'unseen',
    why: `the other end of ${object} is not known: sock_diag (ss -x) does not tell`,
  };
  const facts = other?.facts ?? [];
  return {
    kind: 'unix-receive',
    object,
    posture: side === 'client' ? 'owed' : side === 'server' ? 'rest' : 'open',
    enders: other?.enders ?? [unknown],
    ready: socket.receiveQueue > 0,
    clause: [object, 'nothing to read', ...facts].join(', '),
    evidence: [socketEvidence(socket), ...(other?.evidence ?? [])],
    facts,
    ...(side ? { side } : {}),
  };
};

export const unixReceive: SocketCase = {
  kind: 'unix-receive',
  fits: ({ family, state }, direction) => family === 'unix' && state !== 'LISTEN' && direction === 'in',
  wait,
  sleepsIn: /^unix_(stream_(read_generic|data_wait)|dgram_recvmsg)/,
  posture: 'open',
};

export const recognise = socketRecogniser(unixReceive);
