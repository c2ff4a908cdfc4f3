/**
 * A set that has the wrong end of a pipe: the write end asks for no data, the read end for no room. It only wants to
 * be told when the other end is gone (poll(2), POLLERR and POLLHUP), as `tail -f` does of its output.
 */
import type { Descriptor, Machine, Thread } from '../machine/machine.ts';
import type { PlainWait } from './descriptor-wait.ts';
import { otherEnds } from './pipe.ts';

export function untilClosed(
  machine: Machine,
  thread: Thread,
  descriptor: Descriptor,
  other: 'r' | 'w',
): PlainWait {
  const { name, enders } = otherEnds(machine, thread, descriptor, other, null);
  const who = other === 'r' ? 'readers' : 'writers';
  return {
    kind: 'poll',
    object: name,
    posture: 'rest',
    enders: enders.map((ender) => (ender.by === 'task' ? { ...ender, need: 'exit' } : ender)),
    ready: false,
    clause: `${name}, until its ${who} are gone`,
    evidence: [],
  };
}
