/**
 * /proc/PID/auxv: pairs of a type and a value, each as wide as the program's words (proc_pid_auxv(5)). The first type
 * is a small number (AT_SYSINFO_EHDR is 33), so in a 64-bit program seven NUL bytes follow its first byte; in a 32-bit
 * one three, then a value that is not 0. Sample: `21 00 00 00 00 00 00 00 00 60 95 83 …`.
 */

export const auxvPath = (pid: number): string => `/proc/${pid}/auxv`;

/** null: nothing there, a kernel thread or one that has exited. */
export const wordBytes = (auxv: string): 4 | 8 | null =>
  auxv.length < 8 ? null : auxv.slice(1, 8) === '\0'.repeat(7) ? 8 : 4;
