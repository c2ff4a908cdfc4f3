/**
 * The address that a call on a unix socket names, a `struct sockaddr_un` in the memory of its process (unix(7)): 2
 * bytes of family, then the path. An abstract name begins with a zero byte and is as long as the address says: all
 * its zeros belong to it, and are shown as `@`, as in /proc/net/unix.
 * Sample: `44 0x3 0x7f… 0x11 0x0 0x7ffe921479f0 0x32` (sendto, fd 3) names its receiver in 50 bytes at 0x7ffe921479f0.
 */
import type { Machine, Syscall, Thread } from '../machine/machine.ts';
import { valueOf } from '../view/view.ts';

const longest = 110;
const familyBytes = 2;

/** What connect names. */
export const connectsTo = (machine: Machine, thread: Thread, { args }: Syscall): string | null =>
  addressAt(machine, thread, args[1] ?? 0n, Number(args[2] ?? 0n));

/** What a datagram is sent to; null where it goes to whom the socket is connected with, or where nothing could be read. */
export function sendsTo(machine: Machine, thread: Thread): string | null {
  if (thread.call.in !== 'call') return null;
  const { name, args } = thread.call.call;
  if (name === 'sendto') return addressAt(machine, thread, args[4] ?? 0n, Number(args[5] ?? 0n));
  if (name !== 'sendmsg' && name !== 'sendmmsg') return null;
  // `struct msghdr { void *msg_name; socklen_t msg_namelen; … }`, the first of them for sendmmsg
  const wide = thread.process.abi !== 'i386';
  const bytes = valueOf(machine.view.memory(thread.pid, args[1] ?? 0n, 12));
  if (!bytes || bytes.length < 12) return null;
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const address = wide ? header.getBigUint64(0, true) : BigInt(header.getUint32(0, true));
  return addressAt(machine, thread, address, header.getUint32(wide ? 8 : 4, true));
}

function addressAt(machine: Machine, thread: Thread, address: bigint, length: number): string | null {
  if (address === 0n || length <= familyBytes) return null;
  const bytes = valueOf(machine.view.memory(thread.pid, address, Math.min(length, longest)));
  if (!bytes || bytes.length <= familyBytes) return null;
  const name = Buffer.from(bytes).subarray(familyBytes).toString('utf8');
  return name.startsWith('\0') ? name.replaceAll('\0', '@') : (name.split('\0')[0] ?? null);
}
