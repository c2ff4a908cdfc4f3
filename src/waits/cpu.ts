/**
 * `cpu`: it computes all the time. One look cannot tell: a thread that runs is no wait, so nothing is recognised here.
 * Two looks can, and then `spinning` says it (machine/progress.ts). Sample: `running` in /proc/PID/task/TID/syscall.
 */
import type { Thread } from '../machine/machine.ts';
import { fileOf } from './evidence.ts';
import type { Recogniser, Wait } from './wait.ts';

export const recognise: Recogniser = () => null;

/** @param text what the two looks showed, in words */
export const spinning = (
  thread: Thread,
  text = 'on a processor, or ready for one, at both looks and in between',
): Wait => ({
  pid: thread.pid,
  tid: thread.tid,
  kind: 'cpu',
  fd: null,
  object: 'the processor',
  timeoutSeconds: null,
  enders: [{ by: 'outside', what: 'the end of its own computation' }],
  posture: 'owed',
  because: `it computes: ${text}`,
  evidence: [
    { source: fileOf(thread, 'stat'), text: `state ${thread.state}, ${thread.cpuTicks} clock ticks used` },
    ...running(thread),
  ],
});

const running = (thread: Thread): Wait['evidence'] =>
  thread.call.in === 'running' ? [{ source: fileOf(thread, 'syscall'), text: thread.call.text }] : [];
