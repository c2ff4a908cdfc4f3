/**
 * `udp-receive`: recv on a socket without connections: UDP, and those said for what they are: netlink, packet, raw.
 * Sample: `45 0x3 0x7f… 0x800 0x0 …` (recvfrom, fd 3) with stack `__skb_wait_for_more_packets`, `udp_recvmsg`.
 *
 * A socket that connected waits for an answer, as does one whose port the kernel chose: it asked first. One bound to
 * a port of its own serves anybody who sends. DNS is told by its port, 53.
 */
import type { Machine, Socket, Thread } from '../machine/machine.ts';
import type { PlainWait } from './descriptor-wait.ts';
import { otherEnd, socketEvidence, socketRecogniser, type SocketCase } from './socket.ts';
import { counted } from './words.ts';

/** The ports that the kernel chooses from, where /proc/sys/net/ipv4/ip_local_port_range says nothing else (ip(7)). */
const ephemeral = { first: 32_768, last: 60_999 };

async function wait(machine: Machine, thread: Thread, socket: Socket): Promise<PlainWait> {
  const common = {
    kind: 'udp-receive' as const,
    ready: socket.receiveQueue > 0,
    evidence: [socketEvidence(socket)],
  };
  if (socket.family !== 'udp') {
    const object =
      socket.local === '' ? `${socket.family} socket` : `${socket.family} socket (${socket.local})`;
    const source = socket.family === 'netlink' ? 'an event of the kernel' : 'a packet from the network';
    return {
      ...common,
      object,
      posture: 'rest',
      enders: [{ by: 'outside', what: source }],
      clause: `${object}, waits for ${source}`,
    };
  }
  if (isAnyPeer(socket)) {
    const asked = isEphemeral(machine, portOf(socket.local));
    const object = `UDP ${socket.local}`;
    return {
      ...common,
      object,
      posture: asked ? 'owed' : 'rest',
      enders: [{ by: 'outside', what: `whoever sends to ${socket.local}` }],
      clause: asked
        ? `${object}, a port that the kernel chose: it sent first`
        : `${object}, open to anybody who sends`,
    };
  }
  const object =
    portOf(socket.remote) === 53
      ? `DNS question to ${socket.remote}`
      : `UDP ${socket.local} → ${socket.remote}`;
  const other = await otherEnd(machine, thread, socket, object);
  const facts = other?.facts ?? [];
  return {
    ...common,
    object,
    posture: 'owed',
    enders: other?.enders ?? [{ by: 'remote', address: socket.remote }],
    clause: [
      object,
      socket.receiveQueue > 0 ? counted(socket.receiveQueue, 'byte') : 'no answer',
      ...facts,
    ].join(', '),
    evidence: [socketEvidence(socket), ...(other?.evidence ?? [])],
    facts,
    side: 'client',
  };
}

const portOf = (address: string): number => Number(/:(\d+)$/.exec(address)?.[1] ?? 0);

/** `0.0.0.0:0`: it is not connected to anybody. */
const isAnyPeer = (socket: Socket): boolean => portOf(socket.remote) === 0;

function isEphemeral(machine: Machine, port: number): boolean {
  const reading = machine.view.text('/proc/sys/net/ipv4/ip_local_port_range');
  const [first, last] = reading.ok ? reading.value.trim().split(/\s+/).map(Number) : [];
  return port >= (first ?? ephemeral.first) && port <= (last ?? ephemeral.last);
}

export const udpReceive: SocketCase = {
  kind: 'udp-receive',
  fits: ({ family }, direction) => family !== 'tcp' && family !== 'unix' && direction === 'in',
  wait,
  sleepsIn: /^(udpv?6?_recvmsg|__skb_recv_udp|netlink_recvmsg|packet_recvmsg|raw_recvmsg)/,
  posture: 'open',
};

export const recognise = socketRecogniser(udpReceive);
