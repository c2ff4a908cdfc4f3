/**
 * /proc/PID/task/TID/stack: the kernel stack of a thread, innermost frame first (proc_pid_stack(5)). Only for root,
 * and refused when it is read, not when it is opened. Newer kernels hide the addresses.
 *
 *   [<0>] do_wait+0x6a/0x110
 *   [<ffffffff810a1b2c>] nf_hook_slow+0x43/0xd0 [nf_tables]
 */

export const stackPath = (pid: number, tid: number): string => `/proc/${pid}/task/${tid}/stack`;

const frame = /^\[<[0-9a-f]+>\] ([^\s+]+)(?:\+0x[0-9a-f]+\/0x[0-9a-f]+)?(?: \[[^\]]+\])?$/;

/** Function names. The end mark of older kernels, `0xffffffffffffffff`, is no frame. */
export function parseStack(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const symbol = frame.exec(line.trim())?.[1];
    return symbol === undefined || symbol.startsWith('0x') ? [] : [symbol];
  });
}
