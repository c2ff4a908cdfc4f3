/**
 * /proc/PID/stat and /proc/PID/task/TID/stat: a process or a thread in one line (proc_pid_stat(5)). The name stands in
 * parentheses and may hold `)`, blanks and line ends, so the line is split at its last `)`.
 *
 *   812 (sshd) S 1 812 812 0 -1 4194560 1404 56 2 0 3 4 0 0 20 0 1 0 1372 15826944 1834 18446744073709551615 …
 */

export interface Stat {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  readonly ttyNr: number;
  readonly tpgid: number;
  readonly flags: number;
  /** Minor and major page faults. */
  readonly faults: number;
  readonly userTicks: number;
  readonly systemTicks: number;
  readonly threadCount: number;
  readonly startTicks: number;
  /**
   * Where its stack begins: chosen at random by exec and kept by fork, so that two processes with the same are copies of
   * one program; 0 for who may not ask.
   */
  readonly startStack: number;
}

export const statPath = (pid: number): string => `/proc/${pid}/stat`;
export const threadStatPath = (pid: number, tid: number): string => `/proc/${pid}/task/${tid}/stat`;

/** include/linux/sched.h, PF_KTHREAD. */
const kernelThread = 0x00200000;

export const isKernelThread = (stat: Stat): boolean => (stat.flags & kernelThread) !== 0;

/** `starttime` is field 22, the 20th behind the name. */
const leastFields = 20;

export function parseStat(text: string): Stat | null {
  const open = text.indexOf(' (');
  const close = text.lastIndexOf(') ');
  if (open < 1 || close < open) return null;
  const fields = text
    .slice(close + 2)
    .trimEnd()
    .split(' ');
  if (fields.length < leastFields) return null;
  const number = (at: number): number => Number(fields[at]);
  const stat = {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 2, close),
    state: fields[0] ?? '',
    ppid: number(1),
    pgid: number(2),
    sid: number(3),
    ttyNr: number(4),
    tpgid: number(5),
    flags: number(6),
    faults: number(7) + number(9),
    userTicks: number(11),
    systemTicks: number(12),
    threadCount: number(17),
    startTicks: number(19),
    startStack: number(25) || 0,
  };
  return Number.isInteger(stat.pid) && Number.isFinite(stat.startTicks) ? stat : null;
}
