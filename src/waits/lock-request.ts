/**
 * The file lock that a blocked call asks for: flock(2), or fcntl(2) with F_SETLKW or F_OFD_SETLKW and a struct flock in
 * memory (fcntl_locking(2)). Sample: `72 0x7 0x26 0x7ffcfa1f4340 …` is an OFD lock on fd 7.
 * The range is told as /proc/locks tells it: `5 14`, both ends included; `0 EOF`.
 */
import { numberOf } from '../sources/proc/fdinfo.ts';
import { valueOf } from '../view/view.ts';
import type { Lock, Machine, Thread } from '../machine/machine.ts';

export interface LockRequest {
  readonly callName: string;
  readonly fd: number;
  readonly type: 'FLOCK' | 'POSIX' | 'OFDLCK';
  /** null where it could not be read. */
  readonly access: Lock['access'] | null;
  readonly range: string | null;
}

/** F_SETLKW; F_SETLKW64 of 32-bit programs; F_OFD_SETLKW: the last two with offsets of 64 bits. */
const setLock = 7;
const setLock64 = 14;
const setOpenFileLock = 38;
const wholeFile = '0 EOF';

export function lockRequestOf(machine: Machine, thread: Thread): LockRequest | null {
  if (thread.call.in !== 'call') return null;
  const { name, args } = thread.call.call;
  const int = (index: number): number => Number(BigInt.asIntN(32, args[index] ?? 0n));
  if (name === 'flock') {
    const isShared = (int(1) & 1) !== 0;
    return {
      callName: name,
      fd: int(0),
      type: 'FLOCK',
      access: isShared ? 'READ' : 'WRITE',
      range: wholeFile,
    };
  }
  if (name !== 'fcntl' && name !== 'fcntl64') return null;
  const command = int(1);
  const isLong = thread.process.abi !== 'i386';
  if (command !== setLock && command !== setOpenFileLock && (isLong || command !== setLock64)) return null;
  const layout = isLong ? layouts.long : command === setLock ? layouts.short : layouts.packed;
  const type = command === setOpenFileLock ? 'OFDLCK' : 'POSIX';
  return { callName: name, fd: int(0), type, ...wantedAt(machine, thread, int(0), args[2] ?? 0n, layout) };
}

/** Where start and length stand in struct flock, behind type and whence, two words of 16 bits. */
interface Layout {
  readonly start: number;
  readonly length: number;
  readonly isWide: boolean;
}

const layouts = {
  long: { start: 8, length: 16, isWide: true },
  short: { start: 4, length: 8, isWide: false },
  packed: { start: 4, length: 12, isWide: true },
} as const;

const accesses: readonly Lock['access'][] = ['READ', 'WRITE', 'UNLCK'];

function wantedAt(
  machine: Machine,
  thread: Thread,
  fd: number,
  address: bigint,
  layout: Layout,
): Pick<LockRequest, 'access' | 'range'> {
  const bytes = valueOf(machine.view.memory(thread.pid, address, layout.length + (layout.isWide ? 8 : 4)));
  if (!bytes || bytes.length < layout.length + (layout.isWide ? 8 : 4)) return { access: null, range: null };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = (offset: number): bigint =>
    layout.isWide ? view.getBigInt64(offset, true) : BigInt(view.getInt32(offset, true));
  const origin = originOf(machine, thread, fd, view.getInt16(2, true));
  const access = accesses[view.getInt16(0, true)] ?? null;
  return {
    access,
    range: origin === null ? null : rangeFrom(origin + number(layout.start), number(layout.length)),
  };
}

/** SEEK_SET; SEEK_CUR, from where fdinfo has its position; SEEK_END, from a size that nobody tells. */
function originOf(machine: Machine, thread: Thread, fd: number, whence: number): bigint | null {
  if (whence === 0) return 0n;
  const position = whence === 1 ? numberOf(machine.descriptor(thread.pid, fd)?.info ?? '', 'pos') : null;
  return position === null ? null : BigInt(position);
}

/** A length of 0 reaches to the end, wherever that comes to be; a negative one counts backwards. */
export function rangeFrom(start: bigint, length: bigint): string {
  if (length === 0n) return `${start} EOF`;
  return length > 0n ? `${start} ${start + length - 1n}` : `${start + length} ${start - 1n}`;
}
