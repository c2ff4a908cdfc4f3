/** Which `DescriptorWait` speaks for a descriptor: by readlink's text (proc_pid_fd(5)), in order. */
import type { DescriptorWait } from './descriptor-wait.ts';
import { isSocket } from './socket.ts';
import { socketWait } from './socket-wait.ts';
import { isTerminal, terminalWait } from './terminal.ts';

interface Row {
  readonly is: (target: string) => boolean;
  readonly wait: DescriptorWait;
}

const rows: readonly Row[] = [
  { is: (target) => isSocket.test(target), wait: socketWait },
  { is: isTerminal, wait: terminalWait },
];

export const waitOn: DescriptorWait = async (machine, thread, descriptor, direction) => {
  const row = rows.find(({ is }) => is(descriptor.target));
  return (row?.wait ?? fileOrDevice)(machine, thread, descriptor, direction);
};

/** Files and directories are always ready, so who sleeps does not wait for them; a device may bring something. */
const fileOrDevice: DescriptorWait = async (_machine, _thread, { target }) => {
  const isDevice = target.startsWith('/dev/') || target.startsWith('anon_inode:') || target.startsWith('/proc/');
  return {
    kind: 'unknown',
    object: target,
    posture: isDevice ? 'rest' : 'open',
    enders: [{ by: 'device', what: isDevice ? `an event of ${target}` : target }],
    ready: false,
    clause: isDevice ? `an event of ${target}` : `${target}, which is always ready`,
    evidence: [],
  };
};
