/**
 * Who might wait for a process: its parent, whoever the lock table shows waiting, and whoever holds the other end of
 * its pipes and sockets. Only candidates: whether they do, their own waits tell.
 */
import type { Descriptor, Machine } from '../machine/machine.ts';
import type { Relation } from './graph.ts';

export interface Candidate {
  readonly pid: number;
  readonly relation: Relation;
}

/** A process with more descriptors than this is a hub: those who wait for it are found from their own side. */
const manyDescriptors = 512;

export async function mayWaitFor(machine: Machine, pids: readonly number[]): Promise<readonly Candidate[]> {
  const candidates = new Map<number, Relation>();
  for (const pid of pids) {
    const parent = machine.glance(pid)?.ppid ?? 0;
    if (parent > 0) candidates.set(parent, 'ancestor');
  }
  const others = new Set<number>(
    machine.locks().flatMap((lock) => (lock.blockedBy === null ? [] : lockWaiters(machine, lock))),
  );
  for (const pid of pids) for (const other of await partnersOf(machine, pid)) others.add(other);
  for (const pid of others) if (!candidates.has(pid)) candidates.set(pid, 'waiter');
  return [...candidates].map(([pid, relation]) => ({ pid, relation }));
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
