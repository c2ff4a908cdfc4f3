/**
 * `unix-connect`: connect on a unix socket whose listener's queue is full (unix(7), listen(2)).
 * Sample: `42 0x3 0x7ffd… 0x6e …` (connect, fd 3) with stack `unix_wait_for_peer`, `unix_stream_connect`.
 * The socket itself has no peer yet: the address stands in the memory of the process.
 */
import type { Socket } from '../machine/machine.ts';
import { blind, waitFrom } from './plain.ts';
import { acceptors, socketEvidence, socketOf } from './socket.ts';
import { connectsTo } from './unix-address.ts';
import type { Recogniser } from './wait.ts';

const sleepsIn = /^unix_(wait_for_peer|stream_connect)/;

export const recognise: Recogniser = async (thread, machine) => {
  if (thread.call.in !== 'call') return blind(thread, 'unix-connect', sleepsIn, 'owed');
  const { call } = thread.call;
  if (call.name !== 'connect') return null;
  const fd = Number(call.args[0] ?? -1n);
  const descriptor = machine.descriptor(thread.pid, fd);
  const socket = descriptor && (await socketOf(machine, descriptor));
  if (!socket || socket.family !== 'unix') return null;
  const address = connectsTo(machine, thread, call);
  const target: Socket = address === null ? socket : { ...socket, remote: address };
  const listeners = await machine.listeners(target);
  const object = `unix socket ${address ?? 'at an address that could not be read'}`;
  const found = listeners.length > 0 ? acceptors(machine, thread, listeners, target) : null;
  const facts = ['the queue of its listener is full'];
  return waitFrom(thread, call.name, fd, {
    kind: 'unix-connect',
    object,
    posture: 'owed',
    enders: found?.enders ?? [{ by: 'unseen', why: `the listener at ${object} was not found` }],
    ready: false,
    clause: [object, ...facts].join(', '),
    evidence: [socketEvidence(socket), ...(found?.evidence ?? [])],
    facts,
    side: 'client',
  });
};
