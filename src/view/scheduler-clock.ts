/**
 * The scheduler's clock, now: `se.exec_start` of this process (kernel/sched/debug.c). It is set when a thread gets a
 * processor, so a short nap makes it fresh.
 *
 *   se.exec_start                                :       4334280.431439
 *
 * Each processor has its own such clock (rq_clock_task): it stands still while a hypervisor gives the processor to
 * somebody else, and on some kernels during interrupts. /proc/stat counts both (proc_stat(5)). A thread may have slept
 * in on a processor whose clock is behind ours by hours: here the one that is furthest behind counts, so that the
 * difference to any thread's is a time that it has slept at least.
 *
 *   cpu1 3789 0 3851 64571 302 12 81 940 0 0
 */
import { wholeText } from './files.ts';

const nap = new Int32Array(new SharedArrayBuffer(4));
const napMs = 0.05;

/** USER_HZ is 100: what /proc/stat counts in. */
const msPerTick = 10;

export function schedulerClockMs(): number | null {
  try {
    Atomics.wait(nap, 0, 0, napMs);
    const own = execStartMs(wholeText('/proc/self/sched'));
    const monotonicMs = Number(process.hrtime.bigint()) / 1e6;
    const processor = processorOf(wholeText('/proc/self/stat'));
    return own === null ? null : own - behindMs(wholeText('/proc/stat'), processor, monotonicMs - own);
  } catch {
    return null;
  }
}

export function execStartMs(text: string): number | null {
  const ms = /^se\.exec_start\s*:\s*(\d+(?:\.\d+)?)$/m.exec(text)?.[1];
  return ms === undefined ? null : Number(ms);
}

/** `processor` is field 39, the 37th behind the name. */
const processorOf = (stat: string): number => Number(stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[36]);

/**
 * By how much another processor's clock can be behind the own one, which has lost `lostMs`. Only some kernels take
 * interrupts off: whether this one does is told by what its own clock has lost.
 */
export function behindMs(stat: string, processor: number, lostMs: number): number {
  const rows = [...stat.matchAll(/^cpu(\d+)((?: \d+)+)$/gm)].map(([, name, columns = '']) => {
    const [, , , , , irq = 0, softirq = 0, steal = 0] = columns.trim().split(' ').map(Number);
    return { processor: Number(name), interruptMs: (irq + softirq) * msPerTick, stolenMs: steal * msPerTick };
  });
  const own = rows.find((row) => row.processor === processor);
  if (!own) return 0;
  const countsInterrupts = lostMs - own.stolenMs > own.interruptMs / 2;
  const lost = (row: typeof own): number => row.stolenMs + (countsInterrupts ? row.interruptMs : 0);
  return Math.max(...rows.map(lost)) - lost(own);
}
