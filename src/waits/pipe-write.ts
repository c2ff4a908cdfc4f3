/**
 * `pipe-write`: write, writev, splice … to a pipe or fifo that is full (pipe(7)), or a set that wants room in it.
 * Sample: `1 0x4 0x5645… 0x10000 …` (write, fd 4) with wchan `anon_pipe_write`, `pipe_write` or `pipe_wait_writable`.
 *
 * Room is made by whoever has a read end, and it is theirs to read. With no read end left the writer would be told
 * (EPIPE), so a full pipe whose only read end is the writer's own is full for ever.
 */
import type { DescriptorWait } from './descriptor-wait.ts';
import { descriptorRecogniser } from './descriptor-recogniser.ts';
import { isPipeOfCall, otherEnds, silenceOfPipe } from './pipe.ts';
import { untilClosed } from './pipe-closed.ts';

export const pipeWriteWait: DescriptorWait = async (machine, thread, descriptor) => {
  if (descriptor.access === 'r') return untilClosed(machine, thread, descriptor, 'w');
  const { name, enders, facts } = otherEnds(machine, thread, descriptor, 'r', 'theirs');
  const { clause, silentSeconds } = silenceOfPipe(machine, descriptor, 'read');
  return {
    kind: 'pipe-write',
    object: name,
    posture: 'owed',
    enders,
    ready: false,
    clause: [`${name}, which is full`, ...clause, ...facts].join(', '),
    evidence: [],
    facts,
    ...(silentSeconds ? { silentSeconds } : {}),
  };
};

export const recognise = descriptorRecogniser({
  kind: 'pipe-write',
  direction: 'out',
  is: isPipeOfCall,
  wait: pipeWriteWait,
  sleepsIn: /^((anon_|fifo_)?pipe_write|pipe_wait_writable|wait_for_space)/,
  posture: 'owed',
});
