/**
 * The memory of a 64-bit little-endian process, for following pointers that may be garbage: what cannot be read is null,
 * never an exception, and the number of reads is bounded. User addresses fit a number exactly (they are below 2 ** 47,
 * or 2 ** 52 on arm64), so an address is one here.
 */
import { valueOf, type View } from '../../view/view.ts';

export interface Memory {
  /** All of the bytes, or null. `anew`: as they are now, not as they were read before in this look. */
  at(address: number, length: number, anew?: 'anew'): DataView | null;
}

/** The first page is never mapped. */
const lowest = 4096;
const highest = 2 ** 52;

/** 4096 threads of some frames each need about as many; a graph of garbage that leads on and on ends here. */
const mostReads = 100_000;

export function memoryOf(view: View, pid: number): Memory {
  let reads = 0;
  return {
    at(address, length, anew) {
      if (!isAddress(address) || length <= 0) return null;
      reads += 1;
      if (reads > mostReads) return null;
      const bytes = valueOf(view.memory(pid, BigInt(address), length, anew));
      if (!bytes || bytes.length < length) return null;
      return new DataView(bytes.buffer, bytes.byteOffset, length);
    },
  };
}

export const isAddress = (value: number): boolean =>
  Number.isSafeInteger(value) && value >= lowest && value < highest;

/** A 64-bit word as a number; one too large for it is no address and no length, and comes as infinity. */
export function word(bytes: DataView, at: number): number {
  const high = bytes.getUint32(at + 4, true);
  return high >= 2 ** 21 ? Number.POSITIVE_INFINITY : high * 2 ** 32 + bytes.getUint32(at, true);
}

export function wordAt(memory: Memory, address: number, anew?: 'anew'): number | null {
  const bytes = memory.at(address, 8, anew);
  return bytes ? word(bytes, 0) : null;
}
