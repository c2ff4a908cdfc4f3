/**
 * `thread-join`: pthread_join(3), which waits until the kernel clears the tid of the thread that ends (CLEARTID of
 * clone(2)). Sample: `202 0x7f7e9ae08990 0x109 0x3cbf 0x0 …`: until the word no longer holds 15551, never with
 * FUTEX_PRIVATE_FLAG, since the kernel's own wake-up is not private.
 *
 * Believed when the word holds the tid of a live thread of the same process. On x86-64 the word stands in a thread
 * control block, which points to itself: a lock of somebody's own making that keeps a tid does not.
 */
import { valueOf } from '../view/view.ts';
import type { Machine, Thread } from '../machine/machine.ts';
import { untilInWords } from './absolute-limit.ts';
import { callEvidence } from './evidence.ts';
import { futexCallOf, futexLimit } from './futex-call.ts';
import { wordsAround, wordsEvidence } from './futex-words.ts';
import { isTid, threadBlock } from './glibc-locks.ts';
import { threadByInnerTid } from './lock-owner.ts';
import { clockEnders, secondsOf } from './time-limit.ts';
import type { Recogniser } from './wait.ts';

export const recognise: Recogniser = (thread, machine) => {
  const call = futexCallOf(machine, thread);
  if (!call || call.isPrivate || call.others.length > 0 || !isTid(call.value)) return null;
  if (call.operation !== 'wait' && call.operation !== 'bitset') return null;
  const words = wordsAround(machine, thread.pid, call.address);
  if (words.at(0) !== call.value) return null;
  const joined = threadByInnerTid(thread.process, call.value);
  if (!joined || joined.tid === thread.tid || !isInThreadBlock(machine, thread, call.address)) return null;
  const object = `thread ${joined.tid} (${joined.name})`;
  const limit = futexLimit(machine, thread);
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'thread-join',
    fd: null,
    object,
    timeoutSeconds: secondsOf(limit),
    enders: [
      { by: 'task', pid: joined.pid, tid: joined.tid, object, need: 'exit', turn: null },
      ...clockEnders(thread, limit),
    ],
    posture: 'open',
    because: `${call.callName}: joins ${object}${untilInWords(limit)}`,
    evidence: [...callEvidence(thread), ...wordsEvidence(words, 0, 4)],
  };
};

function isInThreadBlock(machine: Machine, thread: Thread, address: bigint): boolean {
  if (thread.process.abi !== 'x86_64') return true;
  const block = address - threadBlock.tid;
  const bytes = valueOf(machine.view.memory(thread.pid, block + threadBlock.self, 8));
  if (!bytes || bytes.length < 8) return true;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true) === block;
}
