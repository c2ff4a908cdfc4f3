/**
 * `tcp-connect`: connect on a TCP socket that has no answer yet (connect(2)), or any wait on one in SYN_SENT.
 * Sample: `42 0x3 0x7ffe… 0x10 …` (connect, fd 3) with wchan `inet_wait_for_connect`; the row of /proc/net/tcp has
 * state 02. The kernel gives up after tcp_syn_retries (about two minutes), which is no time-out of the program's.
 */
import type { Machine, Socket, Thread } from '../machine/machine.ts';
import type { PlainWait } from './descriptor-wait.ts';
import { blind, waitFrom } from './plain.ts';
import { acceptors, connectionOf, socketEvidence, socketOf, type SocketCase } from './socket.ts';
import type { Recogniser } from './wait.ts';

const sleepsIn = /^inet_(wait_for_connect|stream_connect)/;

/** Without a listener here it is for the remote to answer; a listener here does not while its queue is full. */
async function wait(machine: Machine, thread: Thread, socket: Socket): Promise<PlainWait> {
  const listeners = await machine.listeners(socket);
  const object = connectionOf(socket);
  const local = listeners.length > 0 ? acceptors(machine, thread, listeners, socket) : null;
  const facts = local
    ? [`the queue of the listener at ${listeners[0]?.local ?? socket.remote} is full`]
    : ['no answer yet'];
  return {
    kind: 'tcp-connect',
    object,
    posture: 'owed',
    enders: local?.enders ?? [{ by: 'remote', address: socket.remote }],
    ready: false,
    clause: [connectionOf(socket, 'to'), ...facts].join(', '),
    evidence: [socketEvidence(socket), ...(local?.evidence ?? [])],
    facts,
    side: 'client',
  };
}

export const tcpConnect: SocketCase = {
  kind: 'tcp-connect',
  fits: ({ family, state }) => family === 'tcp' && state === 'SYN_SENT',
  wait,
  sleepsIn,
  posture: 'owed',
};

export const recognise: Recogniser = async (thread, machine) => {
  if (thread.call.in !== 'call') return blind(thread, 'tcp-connect', sleepsIn, 'owed');
  const { name, args } = thread.call.call;
  const fd = Number(args[0] ?? -1n);
  const descriptor = machine.descriptor(thread.pid, fd);
  const socket = descriptor && (await socketOf(machine, descriptor));
  if (!socket || !(name === 'connect' ? socket.family === 'tcp' : tcpConnect.fits(socket, 'in'))) return null;
  return waitFrom(thread, name, fd, await wait(machine, thread, socket));
};
