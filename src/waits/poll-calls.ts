/**
 * The calls that wait on a set, and where their arguments say which set, for how long and under which signal mask.
 * After a stop and a continue poll shows as restart_syscall, with its arguments as they were (proc_pid_syscall(5)).
 */
import { valueOf } from '../view/view.ts';
import type { Machine, Syscall, Thread } from '../machine/machine.ts';
import { epollEntries, isEpoll } from './epoll.ts';
import { sleepsIn } from './evidence.ts';
import { isRing, ringInWords } from './io-uring.ts';
import type { PollSet } from './poll-set.ts';
import { pollfdsAt, type Entries } from './pollfds.ts';
import { selectSetAt } from './select-set.ts';
import { millisecondLimit, structLimit, type TimeLimit } from './time-limit.ts';
import type { Evidence } from './wait.ts';

interface Arguments {
  readonly set: Entries & { readonly evidence?: readonly Evidence[]; readonly others?: readonly string[] };
  readonly limit: TimeLimit;
  /** Address of the signal mask to install, 0 for none. */
  readonly mask?: bigint | null;
}

/** The set that a call waits on; null when it is another call. */
export function setOf(machine: Machine, thread: Thread, call: Syscall): PollSet | null {
  const found = argumentsOf(machine, thread, call);
  if (!found) return null;
  return {
    callName: call.name === 'restart_syscall' ? 'poll' : call.name,
    entries: found.set.entries,
    unknown: found.set.unknown,
    others: found.set.others ?? [],
    evidence: found.set.evidence ?? [],
    limit: found.limit,
    signalEnds: letsSignalsIn(machine, thread, found.mask ?? 0n),
  };
}

function argumentsOf(machine: Machine, thread: Thread, call: Syscall): Arguments | null {
  const at = (index: number): bigint => call.args[index] ?? 0n;
  const int = (index: number): number => Number(BigInt.asIntN(32, at(index)));
  const wordBytes = thread.process.abi === 'i386' && !call.name.endsWith('_time64') ? 4 : 8;
  const timespec = (index: number): TimeLimit => structLimit(machine, thread, at(index), wordBytes, 1e9);
  const pollfds = (): Entries => pollfdsAt(machine, thread, at(0), int(1));
  const sets = (): Entries => selectSetAt(machine, thread, int(0), [at(1), at(2), at(3)]);
  switch (call.name) {
    case 'restart_syscall':
      if (!sleepsIn(thread, /^(do_poll|do_sys_poll|do_restart_poll|(do_)?poll_schedule_timeout)/))
        return null;
      return { set: pollfds(), limit: millisecondLimit(call.args[2]) };
    case 'poll':
      return { set: pollfds(), limit: millisecondLimit(call.args[2]) };
    case 'ppoll':
    case 'ppoll_time64':
      return { set: pollfds(), limit: timespec(2), mask: at(3) };
    case 'select':
    case '_newselect':
      return { set: sets(), limit: structLimit(machine, thread, at(4), wordBytes, 1e6) };
    case 'pselect6':
    case 'pselect6_time64':
      return { set: sets(), limit: timespec(4), mask: wordAt(machine, thread, at(5)) };
    case 'epoll_wait':
      return { set: epollAt(machine, thread, int(0)), limit: millisecondLimit(call.args[3]) };
    case 'epoll_pwait':
      return { set: epollAt(machine, thread, int(0)), limit: millisecondLimit(call.args[3]), mask: at(4) };
    case 'epoll_pwait2':
      return {
        set: epollAt(machine, thread, int(0)),
        limit: structLimit(machine, thread, at(3), 8, 1e9),
        mask: at(4),
      };
    case 'io_uring_enter':
      return { set: ringAt(machine, thread, int(0)), limit: ringLimit(machine, thread, call) };
    default:
      return null;
  }
}

function epollAt(machine: Machine, thread: Thread, fd: number): Arguments['set'] {
  const epoll = machine.descriptor(thread.pid, fd);
  if (!epoll || !isEpoll(epoll.target))
    return { entries: [], unknown: [`the epoll at fd ${fd} could not be seen`] };
  const text = (epoll.info ?? '').trim();
  const evidence = text === '' ? [] : [{ source: `/proc/${thread.pid}/fdinfo/${fd}`, text }];
  return { ...epollEntries(machine, epoll), evidence };
}

function ringAt(machine: Machine, thread: Thread, fd: number): Arguments['set'] {
  const ring = machine.descriptor(thread.pid, fd);
  if (!ring || !isRing(ring.target))
    return { entries: [], unknown: [`the io_uring at fd ${fd} could not be seen`] };
  const evidence = [{ source: `/proc/${thread.pid}/fdinfo/${fd}`, text: (ring.info ?? '').trim() }];
  return { entries: [], unknown: [], others: [`a completion of the ${ringInWords(ring)}`], evidence };
}

/** With IORING_ENTER_EXT_ARG the fifth argument points at a `struct io_uring_getevents_arg`, whose last word points at a timespec. */
function ringLimit(machine: Machine, thread: Thread, call: Syscall): TimeLimit {
  const extended = 0x8n;
  const argument = call.args[4] ?? 0n;
  if (((call.args[3] ?? 0n) & extended) === 0n || argument === 0n) return { is: 'none' };
  const address = wordAt(machine, thread, argument + 16n);
  return address === null ? { is: 'unread' } : structLimit(machine, thread, address, 8, 1e9);
}

/** A pointer-sized word of its memory. */
function wordAt(machine: Machine, thread: Thread, address: bigint): bigint | null {
  if (address === 0n) return 0n;
  const length = thread.process.abi === 'i386' ? 4 : 8;
  const bytes = valueOf(machine.view.memory(thread.pid, address, length));
  if (!bytes || bytes.length < length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return length === 8 ? view.getBigUint64(0, true) : BigInt(view.getUint32(0, true));
}

/** Signals 32 and 33 are glibc's own (nptl(7)). */
const libcSignals = 0x1_8000_0000n;

/** Whether a call that installs a signal mask lets in a signal that the process catches: that is what it is for. */
function letsSignalsIn(machine: Machine, thread: Thread, mask: bigint | null): boolean {
  if (mask === null || mask === 0n) return false;
  const bytes = valueOf(machine.view.memory(thread.pid, mask, 8));
  const caught = (thread.process.signals?.caught ?? 0n) & ~libcSignals;
  if (!bytes || bytes.length < 8) return false;
  const blocked = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true);
  return (caught & ~blocked) !== 0n;
}
