/** The machine's own names: /proc/sys/kernel/{hostname,osrelease,random/boot_id} (proc_sys_kernel(5)). */
import { valueOf, type View } from '../view/view.ts';
import { bootedAtMs } from './clocks.ts';
import type { Machine } from './machine.ts';

export function hostOf(view: View): Machine['host'] {
  const line = (path: string): string => (valueOf(view.text(path)) ?? '').trim();
  return {
    name: line('/proc/sys/kernel/hostname'),
    kernel: line('/proc/sys/kernel/osrelease'),
    arch: view.arch,
    bootId: line('/proc/sys/kernel/random/boot_id'),
    bootedAtMs: bootedAtMs(view.clocks),
  };
}
