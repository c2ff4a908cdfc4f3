/**
 * A thread: its line in /proc/PID/task/TID/stat, and what else is read when it is asked for: call, wchan, stack,
 * counters (proc_pid_task(5)).
 */
import { parseStack, stackPath } from '../sources/proc/stack.ts';
import type { Stat } from '../sources/proc/stat.ts';
import { parseStatus, threadStatusPath } from '../sources/proc/status.ts';
import { parseSyscall, syscallPath } from '../sources/proc/syscall.ts';
import { parseWchan, wchanPath } from '../sources/proc/wchan.ts';
import { syscallName } from '../sources/syscalls/index.ts';
import { valueOf, type View } from '../view/view.ts';
import { callAbi } from './abi.ts';
import { blockedForOf } from './blocked.ts';
import type { CallReading, Process, Thread } from './machine.ts';
import { once } from './once.ts';

export function threadFrom(view: View, process: Process, stat: Stat): Thread {
  const { pid } = process;
  const tid = stat.pid;
  const status = once(() => parseStatus(valueOf(view.text(threadStatusPath(pid, tid))) ?? ''));
  const stack = once(() => {
    const reading = view.text(stackPath(pid, tid));
    return reading.ok ? parseStack(reading.value) : null;
  });
  const call = once(() => callOf(view, process, stat, stack));
  const wchan = once(() => view.text(wchanPath(pid, tid)));
  const blockedFor = once(() => blockedForOf(view, { ...stat, pid, tid }));
  return {
    pid,
    tid,
    name: stat.name,
    state: stat.state,
    process,
    cpuTicks: stat.userTicks + stat.systemTicks,
    get call() {
      return call();
    },
    get wchan() {
      return parseWchan(valueOf(wchan()) ?? '');
    },
    get wchanSeen() {
      const reading = wchan();
      if (!reading.ok) return false;
      // `0` for one that sleeps is a refusal, unless its call could be seen, which takes the same permission
      return parseWchan(reading.value) !== null || !'SDI'.includes(stat.state) || call().in !== 'unseen';
    },
    get stack() {
      return stack();
    },
    get blockedFor() {
      return blockedFor();
    },
    get innerTid() {
      return status()?.nsPids.at(-1) ?? tid;
    },
  };
}

function callOf(
  view: View,
  process: Process,
  stat: Stat,
  stack: () => readonly string[] | null,
): CallReading {
  if (process.isKernel) return { in: 'unseen', why: 'a kernel thread makes no system calls' };
  const reading = view.text(syscallPath(process.pid, stat.pid));
  if (!reading.ok) return { in: 'unseen', why: reading.message };
  const text = reading.value.trim();
  const parsed = parseSyscall(text);
  if (!parsed) return { in: 'unseen', why: `not understood: ${text}` };
  if (parsed.in !== 'call') return { in: parsed.in, text };
  const { number, args, sp, pc } = parsed;
  const abi = callAbi(view, { pid: process.pid, state: stat.state, sp, pc, stack: stack() });
  return { in: 'call', text, call: { number, name: syscallName(abi, number), args, sp, pc } };
}
