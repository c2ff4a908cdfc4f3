/** Which `DescriptorWait` speaks for a descriptor: by readlink's text (proc_pid_fd(5)), in order. */
import type { Descriptor, Machine, Thread } from '../machine/machine.ts';
import type { DescriptorWait } from './descriptor-wait.ts';
import { deviceWait, isDevice } from './device.ts';
import { eventfdWait, isEventfd } from './eventfd.ts';
import { inotifyWait, isInotify } from './inotify.ts';
import { isPidfd, pidfdWait } from './pidfd.ts';
import { isFifo, isPipe } from './pipe.ts';
import { pipeReadWait } from './pipe-read.ts';
import { pipeWriteWait } from './pipe-write.ts';
import { isQueue, queueWait } from './queue-descriptor.ts';
import { isSignalfd, signalfdWait } from './signal.ts';
import { isSocket } from './socket.ts';
import { socketWait } from './socket-wait.ts';
import { isTerminal, terminalWait } from './terminal.ts';
import { isTimer, timerWait } from './timer.ts';

interface Row {
  readonly is: (target: string, machine: Machine, descriptor: Descriptor, thread: Thread) => boolean;
  readonly wait: DescriptorWait;
}

const pipeWait: DescriptorWait = (machine, thread, descriptor, direction) =>
  (direction === 'in' ? pipeReadWait : pipeWriteWait)(machine, thread, descriptor, direction);

/** Links that tell what they are come first; a path is looked up among the mounts. */
const rows: readonly Row[] = [
  { is: (target) => isSocket.test(target), wait: socketWait },
  { is: isPipe, wait: pipeWait },
  { is: isEventfd, wait: eventfdWait },
  { is: isTimer, wait: timerWait },
  { is: isSignalfd, wait: signalfdWait },
  { is: isInotify, wait: inotifyWait },
  { is: isPidfd, wait: pidfdWait },
  { is: isTerminal, wait: terminalWait },
  { is: (_target, machine, descriptor) => isQueue(machine, descriptor), wait: queueWait },
  { is: isDevice, wait: deviceWait },
  { is: (_target, machine, descriptor, thread) => isFifo(machine, thread, descriptor), wait: pipeWait },
];

export const waitOn: DescriptorWait = async (machine, thread, descriptor, direction) => {
  const row = rows.find(({ is }) => is(descriptor.target, machine, descriptor, thread));
  return (row?.wait ?? anyFile)(machine, thread, descriptor, direction);
};

/** Regular files are always ready, so this one is served by somebody else: a FUSE daemon, a control group's events. */
const anyFile: DescriptorWait = (_machine, _thread, { target }) =>
  Promise.resolve({
    kind: 'unknown',
    object: target,
    posture: 'open',
    enders: [{ by: 'device', what: `an event of ${target}` }],
    ready: false,
    clause: `an event of ${target}`,
    evidence: [],
  });
