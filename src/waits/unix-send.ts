/**
 * `unix-send`: write or send on a unix socket whose other end does not read (unix(7)).
 * Sample: `1 0x5 0x7f… 0x100000 …` (write, fd 5) with stack `sock_alloc_send_pskb` for a stream; a datagram waits in
 * `unix_wait_for_peer` while the receiver's queue is full (/proc/sys/net/unix/max_dgram_qlen): syslog's /dev/log.
 */
import { otherEnd, socketEvidence, unixNameOf, socketRecogniser, type SocketCase } from './socket.ts';
import type { Ender } from './wait.ts';

const wait: SocketCase['wait'] = async (machine, thread, socket) => {
  const object = unixNameOf(socket, await machine.peer(socket));
  const other = await otherEnd(machine, thread, socket, object);
  const side = await machine.side(socket);
  const unknown: Ender = { by: 'unseen', why: `the other end of ${object} is not known: sock_diag (ss -x) does not tell` };
  const facts = ['its buffer is full', ...(other?.facts ?? [])];
  return {
    kind: 'unix-send',
    object,
    posture: 'owed',
    enders: other?.enders.map((ender) => (ender.by === 'task' ? { ...ender, turn: 'theirs' as const } : ender)) ?? [unknown],
    ready: false,
    clause: [object, ...facts].join(', '),
    evidence: [socketEvidence(socket), ...(other?.evidence ?? [])],
    facts,
    ...(side ? { side } : {}),
  };
};

export const unixSend: SocketCase = {
  kind: 'unix-send',
  fits: ({ family, state }, direction) => family === 'unix' && state !== 'LISTEN' && direction === 'out',
  wait,
  sleepsIn: /^(sock_alloc_send_pskb|sock_wait_for_wmem|unix_(wait_for_peer|stream_sendmsg))/,
  posture: 'owed',
};

export const recognise = socketRecogniser(unixSend);
