/**
 * /proc/PID/task/TID/syscall: the call in which a thread is blocked (proc_pid_syscall(5)). Three shapes: number, six
 * arguments, stack pointer and program counter; `-1` and two of them in user space; `running`.
 *
 *   7 0x7ffd1553a458 0x1 0xffffffffffffffff 0x0 0x0 0x0 0x7ffd1553a3f0 0x7fd28395f2ad
 *   -1 0x7ffd1553a3f0 0x7fd28395f2ad
 *   running
 *
 * A kernel thread shows `0 0x0 …`: that is no call. The arguments of a 32-bit program are 32 bits wide.
 */

export type SyscallText =
  | {
      readonly in: 'call';
      readonly number: number;
      readonly args: readonly bigint[];
      readonly sp: bigint;
      readonly pc: bigint;
    }
  | { readonly in: 'running' }
  | { readonly in: 'user' };

export const syscallPath = (pid: number, tid: number): string => `/proc/${pid}/task/${tid}/syscall`;

const call = /^(\d+)((?: 0x[0-9a-f]+){6}) (0x[0-9a-f]+) (0x[0-9a-f]+)$/;
const userSpace = /^-1 0x[0-9a-f]+ 0x[0-9a-f]+$/;

export function parseSyscall(text: string): SyscallText | null {
  const line = text.trim();
  if (line === 'running') return { in: 'running' };
  if (userSpace.test(line)) return { in: 'user' };
  const [, number, args, sp, pc] = call.exec(line) ?? [];
  if (args === undefined || sp === undefined || pc === undefined) return null;
  return {
    in: 'call',
    number: Number(number),
    args: args.trim().split(' ').map(BigInt),
    sp: BigInt(sp),
    pc: BigInt(pc),
  };
}
