/**
 * `pipe-read`: read, readv, splice … on a pipe or fifo that holds nothing (pipe(7)), or a set that has it as a member.
 * Sample: `0 0x3 0x7ffc… 0x1 …` (read, fd 3) with wchan `anon_pipe_read`, `pipe_read` or, until Linux 5.4, `pipe_wait`.
 *
 * Whoever has a write end, by whatever descriptor, keeps the reader waiting: it sees the end only when all of them are
 * closed. A pipe with nothing but the reader's own write end is silent for ever; a fifo may still be opened by anyone.
 */
import type { DescriptorWait } from './descriptor-wait.ts';
import { descriptorRecogniser } from './descriptor-recogniser.ts';
import { isPipeOfCall, otherEnds, silenceOfPipe } from './pipe.ts';
import { untilClosed } from './pipe-closed.ts';

export const pipeReadWait: DescriptorWait = async (machine, thread, descriptor) => {
  if (descriptor.access === 'w') return untilClosed(machine, thread, descriptor, 'r');
  const { name, enders, facts } = otherEnds(machine, thread, descriptor, 'w', null);
  const { clause, silentSeconds } = silenceOfPipe(machine, descriptor, 'written');
  return {
    kind: 'pipe-read',
    object: name,
    posture: 'open',
    enders,
    ready: false,
    clause: [name, ...clause, ...facts].join(', '),
    evidence: [],
    facts,
    ...(silentSeconds ? { silentSeconds } : {}),
  };
};

export const recognise = descriptorRecogniser({
  kind: 'pipe-read',
  direction: 'in',
  is: isPipeOfCall,
  wait: pipeReadWait,
  sleepsIn: /^((anon_|fifo_)?pipe_read|pipe_wait_readable)/,
  posture: 'open',
});
