/**
 * `tcp-receive`: read, recv, recvfrom, recvmsg … on a TCP connection that has nothing to read (tcp(7)).
 * Sample: `45 0x7 0x7f… 0x1000 0x0 0x0 0x0 …` (recvfrom, fd 7) with wchan `wait_woken`, stack `sk_wait_data`.
 *
 * A client is owed a reply; a server that reads its next request is at rest. Whose turn it is tell the queues: bytes
 * that lie unread at a local peer are its to read. A receive time-out (SO_RCVTIMEO) cannot be seen from outside.
 */
import type { Machine, Socket } from '../machine/machine.ts';
import type { PlainWait } from './descriptor-wait.ts';
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
  const [other, side, silence] = [
    await otherEnd(machine, thread, socket, object),
    await machine.side(socket),
    await silenceOf(machine, socket),
  ];
  const facts = [...(other?.facts ?? (await remoteFacts(machine, socket)))];
  return {
    kind: 'tcp-receive',
    object,
    posture: side === 'client' ? 'owed' : side === 'server' ? 'rest' : 'open',
    enders: other?.enders ?? [{ by: 'remote', address: socket.remote }],
    ready: socket.receiveQueue > 0,
    clause: [
      `${connectionOf(socket, 'to')}, ${stateInWords(socket.state)}`,
      ...silence.clause,
      ...facts,
    ].join(', '),
    evidence: [socketEvidence(socket), ...silence.evidence, ...(other?.evidence ?? [])],
    facts,
    ...(side ? { side } : {}),
    ...(silence.silentSeconds ? { silentSeconds: silence.silentSeconds } : {}),
  };
};

/** `established`; the others as the kernel and ss spell them. */
const stateInWords = (state: string): string => (state === 'ESTABLISHED' ? 'established' : `in ${state}`);

/** The time since the kernel last took data from the peer, where `ss -ti` tells. */
export async function silenceOf(
  machine: Machine,
  socket: Socket,
): Promise<Pick<PlainWait, 'silentSeconds' | 'evidence'> & { readonly clause: readonly string[] }> {
  const silence = await machine.silence(socket);
  if (!silence || silence.receivedSeconds === null) return { clause: ['nothing to read'], evidence: [] };
  return {
    clause: [`nothing received for ${lasting(silence.receivedSeconds)}`],
    evidence: [{ source: 'ss -ti', text: silence.text }],
    silentSeconds: { seconds: silence.receivedSeconds, source: 'tcp last receive' },
  };
}

/** What can be said about a peer that is not found on this machine. */
export async function remoteFacts(machine: Machine, socket: Socket): Promise<readonly string[]> {
  const facts: string[] = [];
  if (socket.sendQueue > 0) facts.push(`${counted(socket.sendQueue, 'byte')} sent are not acknowledged`);
  if (isLoopback(socket.remote) && (await machine.peer(socket)) === null)
    facts.push('no socket on this machine is its other end');
  return facts;
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address.startsWith('[::1]:');

export const tcpReceive: SocketCase = {
  kind: 'tcp-receive',
  fits: (socket, direction) => socket.family === 'tcp' && isConnected(socket) && direction === 'in',
  wait,
  sleepsIn: /^(sk_wait_data|tcp_(recvmsg|data_wait))/,
  posture: 'open',
};

export const recognise = socketRecogniser(tcpReceive);
