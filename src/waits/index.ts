/**
 * The kinds of wait, in order: the first that recognises a thread's wait wins. A kind that is not in one of the two
 * lists does not compile.
 */
import type { Machine, Thread } from '../machine/machine.ts';
import * as childExit from './child-exit.ts';
import * as cpu from './cpu.ts';
import * as diskIo from './disk-io.ts';
import * as eventfd from './eventfd.ts';
import * as fifoOpen from './fifo-open.ts';
import * as fileLock from './file-lock.ts';
import * as frozen from './frozen.ts';
import * as fsFreeze from './fs-freeze.ts';
import * as fuse from './fuse.ts';
import * as futex from './futex.ts';
import * as inotify from './inotify.ts';
import * as memory from './memory.ts';
import * as messageQueue from './message-queue.ts';
import * as mutex from './mutex.ts';
import * as nfs from './nfs.ts';
import * as pageFault from './page-fault.ts';
import * as pipeRead from './pipe-read.ts';
import * as pipeWrite from './pipe-write.ts';
import * as poll from './poll.ts';
import * as semaphore from './semaphore.ts';
import * as signal from './signal.ts';
import * as sleep from './sleep.ts';
import * as stopped from './stopped.ts';
import * as tcpAccept from './tcp-accept.ts';
import * as tcpConnect from './tcp-connect.ts';
import * as tcpReceive from './tcp-receive.ts';
import * as tcpSend from './tcp-send.ts';
import * as threadJoin from './thread-join.ts';
import * as throttled from './throttled.ts';
import * as timer from './timer.ts';
import * as traced from './traced.ts';
import * as ttyRead from './tty-read.ts';
import * as ttyWrite from './tty-write.ts';
import * as udpReceive from './udp-receive.ts';
import * as unixAccept from './unix-accept.ts';
import * as unixConnect from './unix-connect.ts';
import * as unixReceive from './unix-receive.ts';
import * as unixSend from './unix-send.ts';
import * as unknown from './unknown.ts';
import * as vfork from './vfork.ts';
import type { Kind, Recogniser, Wait } from './wait.ts';
import * as zombie from './zombie.ts';

type Held = 'zombie' | 'stopped' | 'frozen' | 'traced' | 'throttled' | 'cpu';

/** What the kernel does to a thread comes before the call that it interrupted; it may show as running in these. */
const held = {
  zombie,
  stopped,
  frozen,
  traced,
  throttled,
  cpu,
} satisfies Record<Held, { readonly recognise: Recogniser }>;

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
} satisfies Record<Exclude<Kind, Held>, { readonly recognise: Recogniser }>;

const first = async (
  kinds: Readonly<Record<string, { readonly recognise: Recogniser }>>,
  thread: Thread,
  machine: Machine,
): Promise<Wait | null> => {
  for (const { recognise: recogniser } of Object.values(kinds)) {
    const wait = await recogniser(thread, machine);
    if (wait) return wait;
  }
  return null;
};

/** Why a thread does not get on; null where it runs, or is ready to. */
export async function recognise(thread: Thread, machine: Machine): Promise<Wait | null> {
  const wait = await first(held, thread, machine);
  if (wait || isRunning(thread)) return wait;
  return first(asleep, thread, machine);
}

const isRunning = ({ state, call }: Thread): boolean => state === 'R' || call.in === 'running';
