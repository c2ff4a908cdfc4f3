/**
 * /proc/uptime: seconds since boot, suspended time included, and the idle time of all processors (proc_uptime(5)).
 *
 *   4334.41 8257.77
 */

export function parseUptime(text: string): number | null {
  const seconds = /^(\d+(?:\.\d+)?) /.exec(text)?.[1];
  return seconds === undefined ? null : Number(seconds);
}
