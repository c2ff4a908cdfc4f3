/**
 * /proc/PID/task/TID/wchan: the kernel function in which a thread sleeps, without a line end (proc_pid_wchan(5)).
 *
 *   do_wait
 *
 * `0` is an answer to somebody who may not ask, as much as that of a thread that does not sleep.
 */

export const wchanPath = (pid: number, tid: number): string => `/proc/${pid}/task/${tid}/wchan`;

/** null: `0`. */
export function parseWchan(text: string): string | null {
  const symbol = text.trim();
  return symbol === '0' || symbol === '' ? null : symbol;
}
