/**
 * Which system calls block on a descriptor that stands in their arguments, and in which direction (read(2), recv(2),
 * splice(2) …). Sample: `45 0x7 0x7ffd… 0x1000 0x0 …` is recvfrom on fd 7.
 */
import type { Syscall, Thread } from '../machine/machine.ts';
import type { Direction } from './descriptor-wait.ts';

export interface Blocked {
  readonly call: Syscall;
  readonly fd: number;
  readonly direction: Direction;
}

const first = (names: string): ReadonlySet<string> => new Set(names.split(' '));

const reads = first(
  'read readv pread64 preadv preadv2 recv recvfrom recvmsg recvmmsg recvmmsg_time64 accept accept4',
);
const writes = first('write writev pwrite64 pwritev pwritev2 vmsplice send sendto sendmsg sendmmsg');

/** Calls with an end to read and an end to write: which arguments these are. */
const moves: Readonly<Record<string, { readonly from: number; readonly to: number }>> = {
  splice: { from: 0, to: 2 },
  tee: { from: 0, to: 1 },
  sendfile: { from: 1, to: 0 },
  sendfile64: { from: 1, to: 0 },
  copy_file_range: { from: 0, to: 2 },
};

/** Kernel functions in which a writer waits for room. */
const waitsForRoom =
  /^(sk_stream_wait_memory|sock_alloc_send_pskb|sock_wait_for_wmem|unix_wait_for_peer|(anon_|fifo_)?pipe_write|pipe_wait_writable|opipe_prep|wait_for_space|n_tty_write|tty_write_lock)/;

/** The descriptor on which a thread is blocked; null when its call is none of these. */
export function blockedOn(thread: Thread): Blocked | null {
  if (thread.call.in !== 'call') return null;
  const { call } = thread.call;
  const at = (index: number): number => Number(BigInt.asIntN(32, call.args[index] ?? -1n));
  if (reads.has(call.name)) return { call, fd: at(0), direction: 'in' };
  if (writes.has(call.name)) return { call, fd: at(0), direction: 'out' };
  const ends = moves[call.name];
  if (!ends) return null;
  const isOut = [thread.wchan, ...(thread.stack ?? [])].some(
    (name) => name !== null && waitsForRoom.test(name),
  );
  return isOut ? { call, fd: at(ends.to), direction: 'out' } : { call, fd: at(ends.from), direction: 'in' };
}
