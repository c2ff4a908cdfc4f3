/**
 * /proc/PID/limits: the resource limits, in columns of fixed width (proc_pid_limits(5)).
 *
 *   Limit                     Soft Limit           Hard Limit           Units
 *   Max open files            1024                 1048576              files
 */

export const limitsPath = (pid: number): string => `/proc/${pid}/limits`;

/** The soft limit on open files; null for none (`unlimited`), or where the text does not say. */
export function openFilesLimit(text: string): number | null {
  const soft = /^Max open files\s+(\d+)\s/m.exec(text)?.[1];
  return soft === undefined ? null : Number(soft);
}
