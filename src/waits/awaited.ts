/**
 * Whom a call of the wait family waits for: children of the process, or of the thread alone, and tasks it traces
 * (wait4(2), waitid(2), ptrace(2)). Sample: `61 0xffffffff 0x7ffd… 0x0 0x0 …` is wait4 for any child,
 * `247 0x3 0x5 …` is waitid for whom the pidfd at fd 5 names.
 */
import { numberOf } from '../sources/proc/fdinfo.ts';
import { parseStatus, statusPath } from '../sources/proc/status.ts';
import { statPath } from '../sources/proc/stat.ts';
import { redactArgv } from '../view/redact.ts';
import { valueOf } from '../view/view.ts';
import type { Machine, Syscall, Thread } from '../machine/machine.ts';

/** Numbers are those of the pid namespace of the caller. A group of 0 is the caller's own. */
type Scope =
  | { readonly of: 'any' }
  | { readonly of: 'pid'; readonly pid: number }
  | { readonly of: 'group'; readonly pgid: number }
  | { readonly of: 'pidfd'; readonly fd: number };

export interface WaitCall {
  readonly name: string;
  readonly scope: Scope;
  readonly flags: number;
}

/** include/uapi/linux/wait.h */
const noHang = 0x1;
const noThread = 0x20000000;
const all = 0x40000000;
const onlyClones = 0x80000000;
const sigchld = 17;

/** null when it is another call, or one that does not block. */
export function waitCallOf({ name, args }: Syscall): WaitCall | null {
  const int = (index: number): number => Number(BigInt.asIntN(32, args[index] ?? 0n));
  const flags = Number(BigInt.asUintN(32, args[name === 'waitid' ? 3 : 2] ?? 0n));
  if ((flags & noHang) !== 0) return null;
  if (name === 'wait4' || name === 'waitpid') return { name, scope: scopeOfPid(int(0)), flags };
  if (name !== 'waitid') return null;
  const scope = (
    [
      { of: 'any' },
      { of: 'pid', pid: int(1) },
      { of: 'group', pgid: int(1) },
      { of: 'pidfd', fd: int(1) },
    ] as const
  )[int(0)];
  return scope ? { name, scope, flags } : null;
}

function scopeOfPid(pid: number): Scope {
  if (pid === -1) return { of: 'any' };
  return pid > 0 ? { of: 'pid', pid } : { of: 'group', pgid: -pid };
}

/** Everybody whose end would end the wait, in order of pid. */
export function awaitedBy(machine: Machine, thread: Thread, { scope, flags }: WaitCall): readonly number[] {
  const children =
    (flags & noThread) === 0 ? machine.children(thread.pid) : childrenOfThread(machine, thread);
  const isOfKind = (pid: number): boolean =>
    (flags & all) !== 0 || isClone(machine, pid) === ((flags & onlyClones) !== 0);
  const isWanted = (pid: number): boolean => isMeant(machine, thread, scope, pid);
  const own = children.filter((pid) => isOfKind(pid) && isWanted(pid));
  // Whom it traces comes out of the same calls. Nothing tells that a process is a tracer, so everybody's TracerPid has
  // to be read: only where it looks like one, by the flag that tracers use or by a wait for nobody of its own.
  const looksLikeTracer =
    own.length === 0 || ((flags & all) !== 0 && (scope.of === 'any' || scope.of === 'group'));
  const others = looksLikeTracer
    ? traceesOf(machine, thread, flags).filter((pid) => !own.includes(pid) && isWanted(pid))
    : [];
  return [...own, ...others].sort((a, b) => a - b);
}

/** Children of one thread where the kernel tells them (CONFIG_PROC_CHILDREN), else of its process. */
export function childrenOfThread(machine: Machine, { pid, tid }: Thread): readonly number[] {
  const text = machine.view.text(`/proc/${pid}/task/${tid}/children`);
  if (!text.ok) return machine.children(pid);
  return text.value
    .split(' ')
    .map(Number)
    .filter((child) => child > 0 && machine.glance(child) !== null);
}

/** Longer command lines are cut: the report has the whole of it. */
const mostCharacters = 80;

/** A child in words: `child 26607 (sleep 3600)`, by its name where its command line may not be read. */
export async function inWords(machine: Machine, pid: number, noun = 'child'): Promise<string> {
  await machine.prepare([pid]);
  const argv = machine.process(pid)?.argv;
  const line = argv?.ok === true ? redactArgv(argv.value).join(' ') : '';
  const title = line || machine.glance(pid)?.name;
  if (title === undefined) return `${noun} ${pid}`;
  return `${noun} ${pid} (${title.length > mostCharacters ? `${title.slice(0, mostCharacters)}…` : title})`;
}

/** `exit_signal`, field 38 of proc_pid_stat(5): a clone child is one that does not end with SIGCHLD. */
function isClone(machine: Machine, pid: number): boolean {
  const text = valueOf(machine.view.text(statPath(pid))) ?? '';
  const signal = text.slice(text.lastIndexOf(') ') + 2).split(' ')[35];
  return signal !== undefined && Number(signal) !== sigchld;
}

function isMeant(machine: Machine, thread: Thread, scope: Scope, pid: number): boolean {
  switch (scope.of) {
    case 'any':
      return true;
    case 'pid':
      return seenBy(machine, thread, pid, 'NSpid') === scope.pid;
    case 'group': {
      const group = machine.process(pid)?.pgid;
      return scope.pgid === 0
        ? group === thread.process.pgid
        : seenBy(machine, thread, pid, 'NSpgid') === scope.pgid;
    }
    case 'pidfd':
      return numberOf(machine.descriptor(thread.pid, scope.fd)?.info ?? '', 'Pid') === pid;
  }
}

/** A pid or group of another process as the waiting thread's pid namespace numbers it; null for one outside of that. */
function seenBy(machine: Machine, thread: Thread, pid: number, field: 'NSpid' | 'NSpgid'): number | null {
  const depth = numbersIn(machine, thread.pid, 'NSpid')?.length ?? 1;
  const numbers = numbersIn(machine, pid, field);
  if (numbers) return numbers[depth - 1] ?? null;
  return field === 'NSpid' ? pid : (machine.process(pid)?.pgid ?? null);
}

/** From the reader's namespace inwards: `NSpid:	26607	7`; null on kernels before 4.1. */
function numbersIn(machine: Machine, pid: number, field: 'NSpid' | 'NSpgid'): readonly number[] | null {
  const status = valueOf(machine.view.text(statusPath(pid))) ?? '';
  const line = status.split('\n').find((one) => one.startsWith(`${field}:\t`));
  return line === undefined ? null : line.split('\t').slice(1).map(Number);
}

const tracees = new WeakMap<Machine, ReadonlyMap<number, readonly number[]>>();

function traceesOf(machine: Machine, thread: Thread, flags: number): readonly number[] {
  const tids = (flags & noThread) === 0 ? thread.process.threads.map(({ tid }) => tid) : [thread.tid];
  const known = tracees.get(machine) ?? allTracees(machine);
  tracees.set(machine, known);
  return tids.flatMap((tid) => known.get(tid) ?? []);
}

function allTracees(machine: Machine): ReadonlyMap<number, readonly number[]> {
  const byTracer = new Map<number, number[]>();
  for (const { pid, isKernel } of machine.glances()) {
    if (isKernel) continue;
    const tracer = parseStatus(valueOf(machine.view.text(statusPath(pid))) ?? '')?.tracerPid ?? 0;
    if (tracer !== 0) byTracer.set(tracer, [...(byTracer.get(tracer) ?? []), pid]);
  }
  return byTracer;
}
