/**
 * Which locks exclude each other: flock among themselves, record locks (POSIX and OFD) where their ranges meet; two
 * readers never (flock(2), fcntl_locking(2)). Sample range: `5 14`, both ends included; `0 EOF`.
 */
import type { Lock } from './machine.ts';

/** Whether a held lock keeps a waiter out, besides the one (`first`) that the kernel prints it behind. */
export function isInTheWay(held: Lock, waiter: Lock, first: Lock): boolean {
  const sort = sortOf(held);
  // who breaks a lease is printed without its file
  if (sort === 'lease')
    return sortOf(waiter) === 'lease' && held.file === first.file && held.mode === 'BREAKING';
  if (held.file !== waiter.file || sort !== sortOf(waiter)) return false;
  if (held.access === 'READ' && waiter.access === 'READ') return false;
  if (held.type === 'POSIX' && waiter.type === 'POSIX' && held.pid === waiter.pid) return false;
  return overlap(rangeOf(held), rangeOf(waiter));
}

function sortOf({ type }: Lock): 'flock' | 'record' | 'lease' {
  if (type === 'FLOCK') return 'flock';
  return type === 'LEASE' || type === 'DELEG' ? 'lease' : 'record';
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function rangeOf({ range }: Lock): Range {
  const [from, to] = range.split(' ');
  return { from: Number(from), to: to === 'EOF' ? Number.POSITIVE_INFINITY : Number(to) };
}

const overlap = (one: Range, other: Range): boolean => one.from <= other.to && other.from <= one.to;
