/**
 * What waits in an io_uring, as far as the fdinfo of the ring shows it (io_uring(7), io_uring_show_fdinfo in the kernel):
 * polls that are armed, by opcode, and requests that have not been taken. Which descriptors they are about is not shown.
 * Sample: `PollList:` followed by `  op=6, task_works=0`.
 */
import type { Descriptor } from '../machine/machine.ts';
import { counted } from './words.ts';

export const isRing = (target: string): boolean => target === 'anon_inode:[io_uring]';

/** In words; what a ring waits for is never fully known. */
export function ringInWords(ring: Descriptor): string {
  const info = ring.info ?? '';
  const armed = (/^PollList:\n((?:[ \t]+op=.*\n?)*)/m.exec(info)?.[1] ?? '')
    .split('\n')
    .filter((line) => line.includes('op='));
  const entries =
    Number(/^SqTail:\s*(\d+)/m.exec(info)?.[1] ?? 0) - Number(/^SqHead:\s*(\d+)/m.exec(info)?.[1] ?? 0);
  const known = [
    ...(armed.length > 0 ? [`${counted(armed.length, 'request')} that wait for a descriptor`] : []),
    ...(entries > 0 ? [`${counted(entries, 'request')} not submitted`] : []),
  ];
  return `io_uring at fd ${ring.fd} (${known.join(', ') || 'its requests are not shown'})`;
}
