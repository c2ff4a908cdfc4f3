/**
 * `tcp-accept`: accept on a listening TCP socket (accept(2)). Any client may connect: here a server is at rest.
 * Sample: `288 0x3 0x0 0x0 0x80000 …` (accept4, fd 3) with wchan `inet_csk_accept`.
 */
import { listening } from './listening.ts';
import { socketRecogniser, type SocketCase } from './socket.ts';

const wait: SocketCase['wait'] = (machine, _thread, socket) =>
  listening(machine, socket, 'tcp-accept', `TCP listener ${socket.local}`);

export const tcpAccept: SocketCase = {
  kind: 'tcp-accept',
  fits: ({ family, state }) => family === 'tcp' && state === 'LISTEN',
  wait,
  sleepsIn: /^inet_csk_(accept|wait_for_connect)/,
  posture: 'rest',
};

export const recognise = socketRecogniser(tcpAccept);
