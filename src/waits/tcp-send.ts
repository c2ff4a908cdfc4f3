/**
 * `tcp-send`: write, send, sendto, sendmsg … on a TCP connection whose send buffer is full (tcp(7)).
 * Sample: `44 0x5 0x7f… 0x400000 …` (sendto, fd 5) with stack `sk_stream_wait_memory`, `tcp_sendmsg_locked`.
 * The buffer is full because the other end does not read, or is no longer reached.
 */
import {
  connectionOf,
  isConnected,
  otherEnd,
  socketEvidence,
  socketRecogniser,
  type SocketCase,
} from './socket.ts';
import { counted, lasting } from './words.ts';

const wait: SocketCase['wait'] = async (machine, thread, socket) => {
  const object = connectionOf(socket);
  const other = await otherEnd(machine, thread, socket, object);
  const side = await machine.side(socket);
  const silence = await machine.silence(socket);
  const sent = silence?.sentSeconds ?? null;
  const facts = [
    `${counted(socket.sendQueue, 'byte')} wait to be sent or acknowledged`,
    ...(other?.facts ?? []),
  ];
  return {
    kind: 'tcp-send',
    object,
    posture: 'owed',
    enders: other?.enders.map((ender) =>
      ender.by === 'task' ? { ...ender, turn: 'theirs' as const } : ender,
    ) ?? [{ by: 'remote', address: socket.remote }],
    ready: false,
    clause: [
      connectionOf(socket, 'to'),
      ...facts,
      ...(sent === null ? [] : [`nothing sent for ${lasting(sent)}`]),
    ].join(', '),
    evidence: [
      socketEvidence(socket),
      ...(silence ? [{ source: 'ss -ti', text: silence.text }] : []),
      ...(other?.evidence ?? []),
    ],
    facts,
    ...(side ? { side } : {}),
    ...(sent === null ? {} : { silentSeconds: { seconds: sent, source: 'tcp last send' } }),
  };
};

export const tcpSend: SocketCase = {
  kind: 'tcp-send',
  fits: (socket, direction) => socket.family === 'tcp' && isConnected(socket) && direction === 'out',
  wait,
  sleepsIn: /^(sk_stream_wait_memory|tcp_sendmsg)/,
  posture: 'owed',
};

export const recognise = socketRecogniser(tcpSend);
