/**
 * How full the memory is, from /proc/meminfo (proc_meminfo(5)), in two ways: used as free(1) counts it, and what is not
 * available to programs without swapping.
 */

export interface Filled {
  /** total − free − buffers − cached, as a share of the total. */
  readonly used: number;
  /** total − available. */
  readonly unavailable: number;
}

export function filledIn(text: string): Filled | null {
  const kB = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? Number.NaN);
  const total = kB('MemTotal');
  const used = (total - kB('MemFree') - kB('Buffers') - kB('Cached')) / total;
  const unavailable = (total - kB('MemAvailable')) / total;
  return Number.isFinite(used) && Number.isFinite(unavailable) ? { used, unavailable } : null;
}
