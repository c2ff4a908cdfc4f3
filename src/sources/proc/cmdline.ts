/**
 * /proc/PID/cmdline: the arguments, each ended by NUL (proc_pid_cmdline(5)). Reading it takes the memory lock of the
 * process. Empty for kernel threads and for who has exited. A program that writes its title over its arguments may
 * leave blanks instead of NULs, or more NULs behind it.
 *
 *   /usr/sbin/sshd\0-D\0
 */

export const cmdlinePath = (pid: number): string => `/proc/${pid}/cmdline`;

export function parseCmdline(text: string): readonly string[] {
  const kept = text.replace(/\0+$/, '');
  if (kept === '') return [];
  // all in one, with blanks: a title; otherwise only the last NUL is a mere end, those before it end empty arguments
  const isTitle = kept.includes(' ') && !kept.includes('\0');
  return (isTitle ? kept : text.replace(/\0$/, '')).split('\0');
}
