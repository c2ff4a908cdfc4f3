/**
 * What the threads of another process wait on just now, as far as its calls tell. A wait on a terminal asks it of
 * whoever serves the terminal: does it listen there, and does it listen to the world beside?
 */
import type { Descriptor, Machine } from '../machine/machine.ts';
import { blockedOn } from './descriptor-calls.ts';
import type { Direction } from './descriptor-wait.ts';
import { setOf } from './poll-calls.ts';
import { socketOf } from './socket.ts';

export interface Watched {
  readonly descriptor: Descriptor;
  readonly direction: Direction;
}

/** Only of threads that sleep: one that is stopped, or runs, listens to nothing. */
export function watchedBy(machine: Machine, pid: number): readonly Watched[] {
  const sleeping = (machine.process(pid)?.threads ?? []).filter(({ state }) => state === 'S');
  return sleeping.flatMap((thread): readonly Watched[] => {
    const blocked = blockedOn(thread);
    const descriptor = blocked && machine.descriptor(pid, blocked.fd);
    if (blocked) return descriptor ? [{ descriptor, direction: blocked.direction }] : [];
    return thread.call.in === 'call' ? (setOf(machine, thread, thread.call.call)?.entries ?? []) : [];
  });
}

/**
 * Through which people and other machines are heard: a terminal, a device, a fifo, a socket whose other end is not its
 * own. The rest (eventfd, timers, signals, pipes) are means by which a program talks to itself and its children.
 */
export async function leadsOutside(machine: Machine, descriptor: Descriptor): Promise<boolean> {
  const { pid, target } = descriptor;
  if (target.startsWith('/')) return !target.endsWith('/ptmx');
  const socket = await socketOf(machine, descriptor);
  const peer = socket && (await machine.peer(socket));
  if (!socket || !peer) return socket !== null;
  return machine.holders(`socket:[${peer.inode}]`).descriptors.some((holder) => holder.pid !== pid);
}
