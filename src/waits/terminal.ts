/** What waiting on a terminal means, in either direction: tty-read.ts and tty-write.ts tell. */
import type { DescriptorWait } from './descriptor-wait.ts';
import { terminalReadWait } from './tty-read.ts';
import { terminalWriteWait } from './tty-write.ts';

export { isTerminal } from './tty.ts';

export const terminalWait: DescriptorWait = (machine, thread, descriptor, direction) =>
  direction === 'in'
    ? terminalReadWait(machine, thread, descriptor)
    : terminalWriteWait(machine, thread, descriptor);
