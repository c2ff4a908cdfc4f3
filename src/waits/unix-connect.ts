/**
 * `unix-connect`: connect on a unix socket whose listener's queue is full (unix(7), listen(2)).
 * Sample: `42 0x3 0x7ffd… 0x6e …` (connect, fd 3) with stack `unix_wait_for_peer`, `unix_stream_connect`.
 * The socket itself has no peer yet: the address stands in the memory of the process, a `struct sockaddr_un`.
 */
import { valueOf } from '../view/view.ts';
import type { Machine, Socket, Syscall, Thread } from '../machine/machine.ts';
import { blind, waitFrom } from './plain.ts';
import { acceptors, socketEvidence, socketOf } from './socket.ts';
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
  const address = addressOf(machine, thread, call);
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

/** The path in a `struct sockaddr_un`: 2 bytes of family, then the path; an abstract name begins with a 0 byte, shown as `@`. */
function addressOf(machine: Machine, thread: Thread, call: Syscall): string | null {
  const length = Math.min(Number(call.args[2] ?? 0n), 110);
  const bytes = valueOf(machine.view.memory(thread.pid, call.args[1] ?? 0n, length));
  if (!bytes || length < 3) return null;
  const name = Buffer.from(bytes).subarray(2).toString('utf8');
  return name.startsWith('\0') ? `@${name.slice(1)}` : (name.split('\0')[0] ?? null);
}
