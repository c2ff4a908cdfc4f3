/**
 * What System V semaphores and message queues have in common: they belong to an IPC namespace and to no process, and
 * the kernel remembers only who used them last (sysvipc(7)). That one may be gone, and its pid another's by now: a
 * process that began after the last use is not the one.
 */
import { valueOf } from '../view/view.ts';
import type { Machine, Process } from '../machine/machine.ts';
import type { Ender } from './wait.ts';

/** /proc/sysvipc tells of the reader's own IPC namespace only. */
export function isElsewhere(machine: Machine, process: Process): boolean {
  const own = /\[(\d+)\]/.exec(valueOf(machine.view.link('/proc/self/ns/ipc')) ?? '')?.[1];
  const theirs = process.namespace('ipc');
  return own !== undefined && theirs !== null && own !== theirs;
}

export const elsewhere: Ender = {
  by: 'unseen',
  why: 'it is in another IPC namespace, of which only its own processes can tell',
};

/** The times of use are whole seconds, and those of starts are worked out. */
const slackSeconds = 2;

/** The process of that pid, if it is alive and can be the one that used the thing at `usedAt` (seconds). */
export function lastUser(machine: Machine, pid: number, usedAt: number): number | null {
  const glance = pid > 0 ? machine.glance(pid) : null;
  if (!glance || glance.state === 'Z' || glance.state === 'X') return null;
  return machine.startedAtMs(glance.startTicks) / 1000 <= usedAt + slackSeconds ? pid : null;
}

/** `set 98304 (key 0x4d2)`: the key is what programs agree on; 0 is private. */
export const named = (what: string, id: number, key: number | undefined): string =>
  key === undefined || key === 0 ? `${what} ${id}` : `${what} ${id} (key 0x${(key >>> 0).toString(16)})`;
