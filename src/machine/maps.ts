/**
 * Memory maps, and who else maps the same shared page: its owner may be another process (proc_pid_maps(5)).
 * Reading maps takes the memory lock of the process: where a thread is in D, a child with a deadline does it.
 */
import { mapsPath, parseMaps } from '../sources/proc/maps.ts';
import { found, missing, valueOf, type Reading, type View } from '../view/view.ts';
import type { Machine, Mapping } from './machine.ts';

type Tasks = Pick<Machine, 'glances' | 'glance' | 'process'>;

export function mapsOf(view: View, tasks: Tasks): Pick<Machine, 'maps' | 'sharers'> {
  const parsed = new Map<number, Reading<readonly Mapping[]>>();
  const maps = async (pid: number): Promise<Reading<readonly Mapping[]>> => {
    const known = parsed.get(pid);
    if (known) return known;
    if (mayBlock(view, tasks, pid)) await view.slow([mapsPath(pid)]);
    const text = view.text(mapsPath(pid));
    const reading = text.ok ? found(parseMaps(text.value)) : missing(text.reason, text.message);
    parsed.set(pid, reading);
    return reading;
  };
  return { maps, sharers: (pid, address) => sharers(view, tasks, maps, pid, address) };
}

/** A process of one thread is known by its leader's state; of more, each thread could hold the lock. */
function mayBlock(view: View, tasks: Tasks, pid: number): boolean {
  if (tasks.glance(pid)?.state === 'D') return true;
  const threads = valueOf(view.names(`/proc/${pid}/task`)) ?? [];
  return threads.length > 1 && (tasks.process(pid)?.threads ?? []).some(({ state }) => state === 'D');
}

async function sharers(view: View, tasks: Tasks, maps: Machine['maps'], pid: number, address: bigint) {
  const own = (valueOf(await maps(pid)) ?? []).find(holds(address));
  if (!own?.isShared) return [];
  const at = own.offset + (address - own.start);
  const others = tasks
    .glances()
    .filter((one) => one.pid !== pid && !one.isKernel && one.state !== 'Z' && one.state !== 'X');
  // those that may block are read together: they share one deadline
  const blocking = others.filter(({ state }) => state === 'D').map((one) => mapsPath(one.pid));
  if (blocking.length > 0) await view.slow(blocking);
  const sharing: { readonly pid: number; readonly address: bigint }[] = [];
  for (const other of others) {
    for (const mapping of valueOf(await maps(other.pid)) ?? []) {
      const offset = at - mapping.offset;
      const isInside = offset >= 0n && offset < mapping.end - mapping.start;
      if (isInside && isSameFile(own, mapping))
        sharing.push({ pid: other.pid, address: mapping.start + offset });
    }
  }
  return sharing;
}

const holds =
  (address: bigint) =>
  ({ start, end }: Mapping): boolean =>
    address >= start && address < end;

/** A private mapping of the same file is a copy as soon as somebody writes. Inode 0 is no file. */
const isSameFile = (one: Mapping, other: Mapping): boolean =>
  other.isShared && other.inode === one.inode && one.inode !== 0 && other.device === one.device;
