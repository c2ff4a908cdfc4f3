/** What waiting on a socket means, whatever sort it is: the list of the sorts, tried in order. */
import type { DescriptorWait } from './descriptor-wait.ts';
import { socketOf, type SocketCase } from './socket.ts';
import { tcpAccept } from './tcp-accept.ts';
import { tcpConnect } from './tcp-connect.ts';
import { tcpReceive } from './tcp-receive.ts';
import { tcpSend } from './tcp-send.ts';
import { udpReceive } from './udp-receive.ts';
import { unixAccept } from './unix-accept.ts';
import { unixReceive } from './unix-receive.ts';
import { unixSend } from './unix-send.ts';

const sorts: readonly SocketCase[] = [
  tcpConnect,
  tcpAccept,
  tcpReceive,
  tcpSend,
  unixAccept,
  unixReceive,
  unixSend,
  udpReceive,
];

export const socketWait: DescriptorWait = async (machine, thread, descriptor, direction) => {
  const socket = await socketOf(machine, descriptor);
  const sort = socket && sorts.find(({ fits }) => fits(socket, direction));
  if (sort) return sort.wait(machine, thread, socket);
  const object = socket
    ? `${socket.family} socket ${socket.local}`
    : `${descriptor.target}, in none of the socket tables`;
  return {
    kind: 'unknown',
    object,
    posture: 'open',
    enders: [{ by: 'unseen', why: `nothing tells who is at the other end of ${object}` }],
    ready: false,
    clause: object,
    evidence: [],
  };
};
