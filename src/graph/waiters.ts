/**
 * Who might wait for a process: its parent, whoever the lock table shows waiting, and whoever holds the other end of
 * its pipes and sockets. Only candidates: whether they do, their own waits tell.
 */
import type { Descriptor, Machine } from '../machine/machine.ts';

/** A process with more descriptors than this is a hub: those who wait for it are found from their own side. */
const manyDescriptors = 512;

export async function mayWaitFor(machine: Machine, pids: readonly number[]): Promise<readonly number[]> {
  const candidates = new Set(pids.map((pid) => machine.glance(pid)?.ppid ?? 0).filter((pid) => pid > 0));
  for (const lock of machine.locks()) {
    if (lock.blockedBy !== null) for (const pid of lockWaiters(machine, lock)) candidates.add(pid);
  }
  for (const pid of pids) for (const other of await partnersOf(machine, pid)) candidates.add(other);
  return [...candidates];
}

/** The waiter of an OFD lock is printed as -1: any process that sleeps in fcntl may be it, and its own wait tells. */
const lockWaiters = (machine: Machine, lock: { readonly pid: number }): readonly number[] =>
  lock.pid > 0 && machine.glance(lock.pid) ? [lock.pid] : [];

async function partnersOf(machine: Machine, pid: number): Promise<readonly number[]> {
  const reading = machine.descriptors(pid);
  if (!reading.ok || reading.value.length > manyDescriptors) return [];
  const partners = new Set<number>();
  for (const descriptor of reading.value) {
    for (const other of await otherEndOf(machine, descriptor)) if (other !== pid) partners.add(other);
  }
  return [...partners];
}

/** Whoever may wait for what this descriptor brings or takes: for a pipe, those who have its other direction. */
async function otherEndOf(machine: Machine, { pid, target, access }: Descriptor): Promise<readonly number[]> {
  if (target.startsWith('pipe:[')) {
    const others = machine
      .holders(target)
      .descriptors.filter((other) => other.pid !== pid && other.access !== access);
    return others.map((other) => other.pid);
  }
  const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
  if (inode === undefined) return [];
  const socket = await machine.socket(pid, Number(inode));
  const peer = socket && socket.state !== 'LISTEN' ? await machine.peer(socket) : null;
  return peer && peer.inode > 0
    ? machine.holders(`socket:[${peer.inode}]`).descriptors.map((other) => other.pid)
    : [];
}
