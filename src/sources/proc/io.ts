/**
 * /proc/PID/io and /proc/PID/task/TID/io: bytes and calls that moved them (proc_pid_io(5)). Bytes of sockets count
 * only where read and write moved them, not send and recv. Only for the owner and root.
 *
 *   rchar: 323934931
 *   wchar: 323929600
 *   syscr: 632687
 *   syscw: 632675
 *   read_bytes: 0
 *   write_bytes: 323932160
 */

export interface Io {
  readonly rchar: number;
  readonly wchar: number;
  readonly syscr: number;
  readonly syscw: number;
  readonly readBytes: number;
  readonly writeBytes: number;
}

export const threadIoPath = (pid: number, tid: number): string => `/proc/${pid}/task/${tid}/io`;

export function parseIo(text: string): Io | null {
  const number = (name: string): number =>
    Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  const io = {
    rchar: number('rchar'),
    wchar: number('wchar'),
    syscr: number('syscr'),
    syscw: number('syscw'),
    readBytes: number('read_bytes'),
    writeBytes: number('write_bytes'),
  };
  return Object.values(io).some(Number.isNaN) ? null : io;
}
