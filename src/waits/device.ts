/**
 * Devices and the kernel's own files, on which a program rests until the kernel has something for it: by a read, or in
 * a set. Samples: `/dev/fuse` (a FUSE daemon), `/dev/input/event3`, `/proc/kmsg`, `anon_inode:[userfaultfd]`
 * (userfaultfd(2)), `anon_inode:[perf_event]` (perf_event_open(2)), `anon_inode:bpf-map` (bpf(2)).
 */
import type { DescriptorWait } from './descriptor-wait.ts';
import { isTerminal } from './tty.ts';

const brings: readonly (readonly [what: RegExp, event: string])[] = [
  [/^anon_inode:\[?userfaultfd/, 'a page fault of the memory that it serves'],
  [/^anon_inode:\[?perf_event/, 'an event that it counts'],
  [/^anon_inode:\[?io_uring/, 'the end of a request to its io_uring'],
  [/^\/dev\/fuse$/, 'a request to the file system that it serves'],
];

/** None of those that have a kind of their own: these are asked first. */
export const isDevice = (target: string): boolean =>
  /^(\/(dev|proc|sys)\/|anon_inode:)/.test(target) && !target.startsWith('/dev/shm/') && !isTerminal(target);

export const deviceWait: DescriptorWait = (_machine, _thread, { target }) => {
  const event = brings.find(([what]) => what.test(target))?.[1] ?? `an event of ${target}`;
  return Promise.resolve({
    kind: 'unknown',
    object: target,
    posture: 'rest',
    enders: [{ by: 'device', what: event }],
    ready: false,
    clause: `${target}, until there is ${event}`,
    evidence: [],
  });
};
