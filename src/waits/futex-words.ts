/**
 * The memory around a futex word: a lock keeps its owner, its kind and its waiters beside the word that the kernel
 * knows. Read through /proc/PID/mem (proc_pid_mem(5)) without stopping anything, in one piece, so that the words
 * belong together. Words of 32 bits, little-endian on every processor that has a table of calls here.
 */
import { valueOf } from '../view/view.ts';
import type { Machine } from '../machine/machine.ts';
import type { Evidence } from './wait.ts';

export interface Words {
  readonly pid: number;
  readonly address: bigint;
  /** The unsigned word at so many bytes from the futex; null where memory could not be read. */
  at(offset: number): number | null;
  pointerAt(offset: number): bigint | null;
}

const before = 48n;
const after = 64n;
const pageBytes = 4096n;

export function wordsAround(machine: Machine, pid: number, address: bigint, anew?: 'anew'): Words {
  const page = address - (address % pageBytes);
  // a lock at the edge of its page may have nothing mapped beside it
  const whole = pieceAt(machine, pid, address - before, address + after, anew);
  const within = (): Piece | null =>
    pieceAt(
      machine,
      pid,
      address - before < page ? page : address - before,
      address + after > page + pageBytes ? page + pageBytes : address + after,
      anew,
    );
  return wordsIn(pid, address, whole ?? within());
}

interface Piece {
  readonly start: bigint;
  readonly bytes: Uint8Array;
}

function pieceAt(machine: Machine, pid: number, start: bigint, end: bigint, anew?: 'anew'): Piece | null {
  const bytes = valueOf(machine.view.memory(pid, start, Number(end - start), anew));
  return bytes && bytes.length === Number(end - start) ? { start, bytes } : null;
}

function wordsIn(pid: number, address: bigint, piece: Piece | null): Words {
  const view = piece && new DataView(piece.bytes.buffer, piece.bytes.byteOffset, piece.bytes.byteLength);
  const from = piece ? Number(address - piece.start) : 0;
  const reach = (offset: number, length: number): number | null => {
    const index = from + offset;
    return view && index >= 0 && index + length <= view.byteLength ? index : null;
  };
  return {
    pid,
    address,
    at(offset) {
      const index = reach(offset, 4);
      return view && index !== null ? view.getUint32(index, true) : null;
    },
    pointerAt(offset) {
      const index = reach(offset, 8);
      return view && index !== null ? view.getBigUint64(index, true) : null;
    },
  };
}

/** The words that prove a claim: `0x564ab861c480: 2 0 15551 1 0`. */
export function wordsEvidence(words: Words, from: number, to: number): readonly Evidence[] {
  const told: string[] = [];
  for (let offset = from; offset < to; offset += 4) {
    const word = words.at(offset);
    if (word === null) return [];
    told.push(word > 0x3fffff ? `0x${word.toString(16)}` : String(word));
  }
  return [
    { source: `/proc/${words.pid}/mem`, text: `${hex(words.address + BigInt(from))}: ${told.join(' ')}` },
  ];
}

export const hex = (address: bigint): string => `0x${address.toString(16)}`;
