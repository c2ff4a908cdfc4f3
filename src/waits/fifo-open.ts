/**
 * `fifo-open`: open, openat, openat2 or creat of a fifo, blocked until somebody opens its other end (fifo(7)).
 * Sample: `257 0xffffff9c 0x7f5ab9511880 0x80000 …` (openat, the working directory, path, O_RDONLY|O_CLOEXEC) with wchan
 * `wait_for_partner` and `fifo_open` on the stack.
 */
import { posix } from 'node:path';
import type { Machine, Syscall, Thread } from '../machine/machine.ts';
import { valueOf } from '../view/view.ts';
import { callEvidence, sleepsIn, wchanEvidence } from './evidence.ts';
import { blind } from './plain.ts';
import type { Recogniser } from './wait.ts';

const family = /^(wait_for_partner|fifo_open)/;

/** Which arguments are directory, path and flags; `open_how` is a struct that begins with the flags. */
const places: Readonly<
  Record<string, { readonly dir: number | null; readonly path: number; readonly flags: number | null }>
> = {
  open: { dir: null, path: 0, flags: 1 },
  creat: { dir: null, path: 0, flags: null },
  openat: { dir: 0, path: 1, flags: 2 },
  openat2: { dir: 0, path: 1, flags: 2 },
};

export const recognise: Recogniser = (thread, machine) => {
  if (thread.call.in === 'unseen') {
    const wait = blind(thread, 'fifo-open', family, 'owed');
    return (
      wait && { ...wait, object: 'a fifo', enders: [{ by: 'outside', what: 'whoever opens its other end' }] }
    );
  }
  if (thread.call.in !== 'call' || !sleepsIn(thread, family)) return null;
  const { call } = thread.call;
  const path = pathOf(machine, thread, call);
  const object = path === null ? 'a fifo' : `fifo ${path}`;
  const access = accessIn(machine, thread, call);
  const purpose = access === 'w' ? ' to write' : access === 'r' ? ' to read' : '';
  const partner = access === 'w' ? 'to read' : access === 'r' ? 'to write' : 'at its other end';
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'fifo-open',
    fd: null,
    object,
    timeoutSeconds: null,
    enders: [{ by: 'outside', what: `whoever opens ${path ?? 'it'} ${partner}` }],
    posture: 'owed',
    because: `${call.name}: opens ${object}${purpose}, which nobody has open ${partner}`,
    evidence: [...callEvidence(thread), ...wchanEvidence(thread)],
  };
};

/** As the process sees it; symbolic links in it are not followed. */
function pathOf(machine: Machine, thread: Thread, call: Syscall): string | null {
  const place = places[call.name];
  const path = place ? textAt(machine, thread, call.args[place.path] ?? 0n) : null;
  if (!place || path === null || path.startsWith('/')) return path;
  const dirfd = place.dir === null ? workingDirectory : Number(BigInt.asIntN(32, call.args[place.dir] ?? 0n));
  const directory =
    dirfd === workingDirectory
      ? valueOf(thread.process.cwd)
      : (machine.descriptor(thread.pid, dirfd)?.target ?? null);
  return directory === null ? path : posix.join(directory, path);
}

/** AT_FDCWD. */
const workingDirectory = -100;

/** A text may end close before a page that is not there, so short pieces are tried first. */
function textAt(machine: Machine, thread: Thread, address: bigint): string | null {
  if (address === 0n) return null;
  for (const length of [64, 4096]) {
    const bytes = valueOf(machine.view.memory(thread.pid, address, length));
    const end = bytes?.indexOf(0) ?? -1;
    if (bytes && end > 0) return Buffer.from(bytes.subarray(0, end)).toString('utf8');
  }
  return null;
}

/** O_RDONLY 0, O_WRONLY 1 (open(2)). A fifo opened with O_RDWR does not wait. */
function accessIn(machine: Machine, thread: Thread, call: Syscall): 'r' | 'w' | null {
  const place = places[call.name];
  if (!place) return null;
  if (place.flags === null) return 'w';
  let flags = call.args[place.flags] ?? 0n;
  if (call.name === 'openat2') {
    const bytes = valueOf(machine.view.memory(thread.pid, flags, 8));
    if (!bytes || bytes.length < 8) return null;
    flags = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  }
  return (flags & 3n) === 0n ? 'r' : 'w';
}
