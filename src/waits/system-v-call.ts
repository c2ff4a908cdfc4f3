/**
 * The System V calls that block, and where their arguments stand: calls of their own, or on i386 the one call ipc(2),
 * whose first argument says which. Sample: `220 0x0 0x7ffcfa1f433a 0x1 0x0 …` is semtimedop on set 0, one operation.
 */
import type { Thread } from '../machine/machine.ts';

export interface SemaphoreCall {
  readonly callName: string;
  readonly id: number;
  readonly operations: bigint;
  readonly count: number;
  /** Address of a struct timespec; 0 for none. */
  readonly timeout: bigint;
  readonly wordBytes: 4 | 8;
}

export interface MessageCall {
  readonly callName: string;
  readonly id: number;
  readonly direction: 'send' | 'receive';
  /** For which messages it waits (msgrcv(2)); null when it does not say here. */
  readonly type: bigint | null;
}

const int = (argument: bigint | undefined): number => Number(BigInt.asIntN(32, argument ?? 0n));

/** Numbers of linux/ipc.h, in the lower half of ipc's first argument. */
const ipcCalls = { semop: 1, semtimedop: 4, msgsnd: 11, msgrcv: 12 };

export function semaphoreCallOf(thread: Thread): SemaphoreCall | null {
  if (thread.call.in !== 'call') return null;
  const { name, args } = thread.call.call;
  const at = (index: number): bigint => args[index] ?? 0n;
  if (name === 'semop' || name === 'semtimedop' || name === 'semtimedop_time64') {
    return {
      callName: name,
      id: int(at(0)),
      operations: at(1),
      count: int(at(2)),
      timeout: name === 'semop' ? 0n : at(3),
      wordBytes: thread.process.abi === 'i386' && name === 'semtimedop' ? 4 : 8,
    };
  }
  const which = name === 'ipc' ? int(at(0)) & 0xffff : null;
  if (which !== ipcCalls.semop && which !== ipcCalls.semtimedop) return null;
  const isTimed = which === ipcCalls.semtimedop;
  return {
    callName: isTimed ? 'semtimedop' : 'semop',
    id: int(at(1)),
    operations: at(4),
    count: int(at(2)),
    timeout: isTimed ? at(5) : 0n,
    wordBytes: 4,
  };
}

export function messageCallOf(thread: Thread): MessageCall | null {
  if (thread.call.in !== 'call') return null;
  const { name, args } = thread.call.call;
  if (name === 'msgsnd') return { callName: name, id: int(args[0]), direction: 'send', type: null };
  if (name === 'msgrcv') {
    const type = BigInt.asIntN(thread.process.abi === 'i386' ? 32 : 64, args[3] ?? 0n);
    return { callName: name, id: int(args[0]), direction: 'receive', type };
  }
  const which = name === 'ipc' ? int(args[0]) & 0xffff : null;
  if (which === ipcCalls.msgsnd)
    return { callName: 'msgsnd', id: int(args[1]), direction: 'send', type: null };
  if (which === ipcCalls.msgrcv)
    return { callName: 'msgrcv', id: int(args[1]), direction: 'receive', type: null };
  return null;
}
