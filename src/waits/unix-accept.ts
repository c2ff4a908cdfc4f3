/**
 * `unix-accept`: accept on a listening unix socket (unix(7)). Any client may connect: here a server is at rest.
 * Sample: `288 0x3 0x7ffc… 0x7ffc… 0x80000 …` (accept4, fd 3) with stack `__skb_wait_for_more_packets`, `unix_accept`.
 */
import { listening } from './listening.ts';
import { socketRecogniser, type SocketCase } from './socket.ts';

const wait: SocketCase['wait'] = (machine, _thread, socket) =>
  listening(machine, socket, 'unix-accept', `unix listener ${socket.local || `[${socket.inode}]`}`);

export const unixAccept: SocketCase = {
  kind: 'unix-accept',
  fits: ({ family, state }) => family === 'unix' && state === 'LISTEN',
  wait,
  sleepsIn: /^unix_accept/,
  posture: 'rest',
};

export const recognise = socketRecogniser(unixAccept);
