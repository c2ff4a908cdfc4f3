/**
 * The kinds of wait, in order: the first that recognises a thread's wait wins. A kind that is not in one of the two
 * lists does not compile.
 */
import type { Machine, Thread } from '../machine/machine.ts';
import { recognise as childExit } from './child-exit.ts';
import { recognise as cpu } from './cpu.ts';
import { recognise as diskIo } from './disk-io.ts';
import { recognise as eventfd } from './eventfd.ts';
import { recognise as fifoOpen } from './fifo-open.ts';
import { recognise as fileLock } from './file-lock.ts';
import { recognise as frozen } from './frozen.ts';
import { recognise as fsFreeze } from './fs-freeze.ts';
import { recognise as fuse } from './fuse.ts';
import { recognise as futex } from './futex.ts';
import { recognise as inotify } from './inotify.ts';
import { recognise as memory } from './memory.ts';
import { recognise as messageQueue } from './message-queue.ts';
import { recognise as mutex } from './mutex.ts';
import { recognise as nfs } from './nfs.ts';
import { recognise as pageFault } from './page-fault.ts';
import { recognise as pipeRead } from './pipe-read.ts';
import { recognise as pipeWrite } from './pipe-write.ts';
import { recognise as poll } from './poll.ts';
import { recognise as seccomp } from './seccomp.ts';
import { recognise as semaphore } from './semaphore.ts';
import { recognise as signal } from './signal.ts';
import { recognise as sleep } from './sleep.ts';
import { recognise as stopped } from './stopped.ts';
import { recognise as tcpAccept } from './tcp-accept.ts';
import { recognise as tcpConnect } from './tcp-connect.ts';
import { recognise as tcpReceive } from './tcp-receive.ts';
import { recognise as tcpSend } from './tcp-send.ts';
import { recognise as threadJoin } from './thread-join.ts';
import { recognise as throttled } from './throttled.ts';
import { recognise as timer } from './timer.ts';
import { recognise as traced } from './traced.ts';
import { recognise as ttyRead } from './tty-read.ts';
import { recognise as ttyWrite } from './tty-write.ts';
import { recognise as udpReceive } from './udp-receive.ts';
import { recognise as unixAccept } from './unix-accept.ts';
import { recognise as unixConnect } from './unix-connect.ts';
import { recognise as unixReceive } from './unix-receive.ts';
import { recognise as unixSend } from './unix-send.ts';
import { recognise as unknown } from './unknown.ts';
import { recognise as vfork } from './vfork.ts';
import type { Kind, Recogniser, Wait } from './wait.ts';
import { recognise as zombie } from './zombie.ts';

type Held = 'zombie' | 'stopped' | 'frozen' | 'traced' | 'throttled' | 'cpu';

/** What the kernel does to a thread comes before the call that it interrupted; it may show as running in these. */
const held = {
  zombie,
  stopped,
  frozen,
  traced,
  throttled,
  cpu,
} satisfies Record<Held, Recogniser>;

/** What a thread that sleeps waits for. */
const asleep = {
  vfork,
  // a read of a descriptor may stand still for a reason that has nothing to do with its other end
  memory,
  'fs-freeze': fsFreeze,
  fuse,
  nfs,
  'page-fault': pageFault,
  'file-lock': fileLock,
  'fifo-open': fifoOpen,
  'disk-io': diskIo,
  'child-exit': childExit,
  'pipe-read': pipeRead,
  'pipe-write': pipeWrite,
  'tcp-connect': tcpConnect,
  'tcp-accept': tcpAccept,
  'tcp-receive': tcpReceive,
  'tcp-send': tcpSend,
  'udp-receive': udpReceive,
  'unix-connect': unixConnect,
  'unix-accept': unixAccept,
  'unix-receive': unixReceive,
  'unix-send': unixSend,
  'tty-read': ttyRead,
  'tty-write': ttyWrite,
  eventfd,
  timer,
  inotify,
  signal,
  poll,
  'thread-join': threadJoin,
  mutex,
  semaphore,
  futex,
  'message-queue': messageQueue,
  sleep,
  unknown,
} satisfies Record<Exclude<Kind, Held>, Recogniser>;

const first = async (
  kinds: Readonly<Record<string, Recogniser>>,
  thread: Thread,
  machine: Machine,
): Promise<Wait | null> => {
  for (const recogniser of Object.values(kinds)) {
    const wait = await recogniser(thread, machine);
    if (wait) return wait;
  }
  return null;
};

/** Why a thread does not get on; null where it runs, or is ready to. */
export async function recognise(thread: Thread, machine: Machine): Promise<Wait | null> {
  const wait = await first(held, thread, machine);
  if (wait || isRunning(thread)) return wait;
  // a call that a supervisor is to answer has not begun yet
  return (await seccomp(thread, machine)) ?? first(asleep, thread, machine);
}

const isRunning = ({ state, call }: Thread): boolean => state === 'R' || call.in === 'running';
