/**
 * /proc/PID/task/TID/sched: when a thread last ran, `se.exec_start`, in milliseconds of the scheduler's clock
 * (kernel/sched/debug.c, proc_sched_show_task). Frozen while it is blocked; anybody may read it.
 *
 *   se.exec_start                                :       4334280.431439
 */

export const schedPath = (pid: number, tid: number): string => `/proc/${pid}/task/${tid}/sched`;

const line = /^se\.exec_start\s*:\s*(\d+(?:\.\d+)?)$/m;

export function parseExecStartMs(text: string): number | null {
  const ms = line.exec(text)?.[1];
  return ms === undefined ? null : Number(ms);
}
