/**
 * What the waits on sockets share: the socket behind a descriptor, how it is called, and who holds its other end.
 * Sample, readlink of a descriptor: `socket:[48123]`; the tables are /proc/net/tcp and its kin (proc_pid_net(5)).
 */
import type { Descriptor, Holders, Machine, Socket, Thread } from '../machine/machine.ts';
import { blockedOn } from './descriptor-calls.ts';
import type { Direction, PlainWait } from './descriptor-wait.ts';
import { blind, holdersAsEnders, waitFrom } from './plain.ts';
import { unseenHolders } from './unseen.ts';
import type { Ender, Evidence, Kind, Posture, Recogniser } from './wait.ts';
import { counted } from './words.ts';

/** One sort of socket in one direction; socket-wait.ts lists them all. */
export interface SocketCase {
  readonly kind: Kind;
  readonly fits: (socket: Socket, direction: Direction) => boolean;
  readonly wait: (machine: Machine, thread: Thread, socket: Socket) => Promise<PlainWait>;
  /** Functions in which nothing else sleeps: they tell the kind when the system call may not be seen. */
  readonly sleepsIn: RegExp;
  readonly posture: Posture;
}

/** A call blocked on a socket of this sort. */
export function socketRecogniser(sort: SocketCase): Recogniser {
  return async (thread, machine) => {
    const blocked = blockedOn(thread);
    if (!blocked) return blind(thread, sort.kind, sort.sleepsIn, sort.posture);
    const descriptor = machine.descriptor(thread.pid, blocked.fd);
    const socket = descriptor && (await socketOf(machine, descriptor));
    if (!socket || !sort.fits(socket, blocked.direction)) return null;
    return waitFrom(thread, blocked.call.name, blocked.fd, await sort.wait(machine, thread, socket));
  };
}

export const isSocket = /^socket:\[(\d+)\]$/;

export async function socketOf(machine: Machine, descriptor: Descriptor): Promise<Socket | null> {
  const inode = isSocket.exec(descriptor.target)?.[1];
  return inode === undefined ? null : machine.socket(descriptor.pid, Number(inode));
}

export const socketEvidence = (socket: Socket): Evidence => ({ source: socket.source, text: socket.text });

/** Neither listening nor still connecting. */
export const isConnected = ({ state }: Socket): boolean => state !== 'LISTEN' && state !== 'SYN_SENT';

/** `TCP 10.0.0.5:48822 → 211.52.1.3:80`, for the object; the clause says `to`. */
export const connectionOf = (socket: Socket, arrow = '→'): string =>
  `${socket.family.toUpperCase()} ${socket.local} ${arrow} ${socket.remote}`;

/** A unix socket by the name that either end has; most clients have none of their own. */
export function unixNameOf(socket: Socket, peer: Socket | null): string {
  const name = socket.local || peer?.local || socket.remote;
  return name === '' ? `unix socket pair [${socket.inode}]` : `unix socket ${name}`;
}

/** The other end of a connection, and what is known of it. */
export interface OtherEnd {
  readonly enders: readonly Ender[];
  /** What to say about it, in short clauses: `3 bytes unread by 812`. */
  readonly facts: readonly string[];
  readonly evidence: readonly Evidence[];
  /** The connection stands in a listener's queue. */
  readonly isUnaccepted: boolean;
}

/** States of a socket whose process has closed it: its inode is 0 as well, but nobody needs to accept it. */
const closed: ReadonlySet<string> = new Set([
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'LAST_ACK',
  'CLOSING',
]);

/** Whoever holds the peer of a connection on this machine, or should accept it; null when it is not here. */
export async function otherEnd(
  machine: Machine,
  thread: Thread,
  socket: Socket,
  object: string,
): Promise<OtherEnd | null> {
  const peer = await machine.peer(socket);
  if (!peer || peer.inode === 0) {
    const listeners = peer && closed.has(peer.state) ? [] : await machine.listeners(socket);
    if (listeners.length === 0 || (peer === null && socket.family === 'tcp')) return null;
    return acceptors(machine, thread, withQueue(listeners), socket);
  }
  const isTheirs = peer.receiveQueue > 0 || socket.sendQueue > 0;
  return {
    enders: holdersOf(machine, thread, peer, object, isTheirs ? 'theirs' : null),
    facts: isTheirs
      ? [`${counted(Math.max(peer.receiveQueue, socket.sendQueue), 'byte')} unread at the other end`]
      : [],
    evidence: [socketEvidence(peer)],
    isUnaccepted: false,
  };
}

/** Of several listeners at one address (SO_REUSEPORT) only those in whose queue a connection stands: it may be this one. */
function withQueue(listeners: readonly Socket[]): readonly Socket[] {
  const queued = listeners.filter(
    ({ receiveQueue, queuesUnknown }) => receiveQueue > 0 || queuesUnknown === true,
  );
  return queued.length > 0 ? queued : listeners;
}

/** Everybody who has the other socket open. */
export function holdersOf(
  machine: Machine,
  thread: Thread,
  { inode }: Socket,
  object: string,
  turn: 'theirs' | null,
): readonly Ender[] {
  const holders = machine.holders(`socket:[${inode}]`);
  const enders = holdersAsEnders(machine, thread, holders.descriptors, ({ pid, fd }) => ({
    by: 'task',
    pid,
    fd,
    object,
    need: 'data',
    turn,
  }));
  return [...enders, ...unseenEnders(machine, holders, `who holds socket:[${inode}]`)];
}

/** Whoever has a listener open can take the connection out of its queue. */
export function acceptors(
  machine: Machine,
  thread: Thread,
  listeners: readonly Socket[],
  socket: Socket,
): OtherEnd {
  const enders: Ender[] = [];
  for (const listener of listeners) {
    const holders = machine.holders(`socket:[${listener.inode}]`);
    enders.push(
      ...holdersAsEnders(machine, thread, holders.descriptors, ({ pid, fd }) => acceptor(pid, fd, listener)),
      ...unseenEnders(machine, holders, `who holds the listener socket:[${listener.inode}]`),
    );
    // its own listener: only the waiting thread itself could accept
    const own = enders.length === 0 ? holders.descriptors.find(({ pid }) => pid === thread.pid) : undefined;
    if (own) enders.push({ ...acceptor(own.pid, own.fd, listener), tid: thread.tid });
  }
  return {
    enders,
    facts: [
      `not yet accepted: it stands in the queue of the listener at ${listeners[0]?.local ?? socket.remote}`,
    ],
    evidence: listeners.map(socketEvidence),
    isUnaccepted: true,
  };
}

const acceptor = (pid: number, fd: number, listener: Socket): Extract<Ender, { by: 'task' }> => ({
  by: 'task',
  pid,
  fd,
  object: `listener at ${listener.local}`,
  need: 'accept',
  turn: 'theirs',
});

/** Nobody seen is not nobody: another pid namespace, a descriptor in flight, or the kernel's own socket. */
function unseenEnders(machine: Machine, holders: Holders, what: string): readonly Ender[] {
  const unseen = unseenHolders(machine, holders);
  if (unseen.length > 0 || holders.descriptors.length > 0) return unseen;
  return [{ by: 'unseen', why: `${what} was not found among the processes that can be seen` }];
}
