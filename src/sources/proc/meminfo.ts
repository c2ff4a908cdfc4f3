/**
 * /proc/meminfo: memory of the whole machine, in kB (proc_meminfo(5)). MemAvailable is what programs can have without
 * swapping; MemFree leaves out the caches.
 *
 *   MemTotal:       24604344 kB
 *   MemAvailable:   20111220 kB
 */

export const meminfoPath = '/proc/meminfo';

export interface Meminfo {
  readonly totalBytes: number;
  readonly availableBytes: number;
}

/** null where a line is missing: MemAvailable is there since Linux 3.14. */
export function parseMeminfo(text: string): Meminfo | null {
  const bytes = (name: string): number | null => {
    const kB = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return kB === undefined ? null : Number(kB) * 1024;
  };
  const [totalBytes, availableBytes] = [bytes('MemTotal'), bytes('MemAvailable')];
  return totalBytes === null || availableBytes === null ? null : { totalBytes, availableBytes };
}
