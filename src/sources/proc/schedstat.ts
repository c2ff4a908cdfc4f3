/**
 * /proc/PID/task/TID/schedstat: nanoseconds on a processor, nanoseconds ready for one, turns
 * (Documentation/scheduler/sched-stats.rst).
 *
 *   1042337 88213 17
 */

export interface Schedstat {
  readonly ranSeconds: number;
  readonly readySeconds: number;
}

export const schedstatPath = (pid: number, tid: number): string => `/proc/${pid}/task/${tid}/schedstat`;

export function parseSchedstat(text: string): Schedstat | null {
  const [, ran, ready] = /^(\d+) (\d+) \d+$/.exec(text.trim()) ?? [];
  if (ran === undefined || ready === undefined) return null;
  return { ranSeconds: Number(ran) / 1e9, readySeconds: Number(ready) / 1e9 };
}
