/**
 * What a thread did between two looks. Waking up is not progress: a time-out that is armed again wakes a thread and
 * moves nothing. Progress is another call, bytes, page faults, memory, file offsets (proc_pid_stat(5), proc_pid_io(5)).
 */
import { fdinfoPath } from '../sources/proc/fdinfo.ts';
import { parseIo, threadIoPath, type Io } from '../sources/proc/io.ts';
import { parseExecStartMs, schedPath } from '../sources/proc/sched.ts';
import { parseSchedstat, schedstatPath, type Schedstat } from '../sources/proc/schedstat.ts';
import { parseStat, threadStatPath } from '../sources/proc/stat.ts';
import { parseStatus, threadStatusPath } from '../sources/proc/status.ts';
import { syscallPath } from '../sources/proc/syscall.ts';
import { valueOf, type View } from '../view/view.ts';

/**
 * `moved`: something got on, or it has ended. `woke`: it ran and went back to the same wait, and nothing else moved.
 * `computing`: on a processor or ready for one all the time, and nothing else moved. `still`: it did not run.
 */
export type Motion = 'moved' | 'woke' | 'computing' | 'still';

/** What is compared of a thread, read at one look. */
export interface Marks {
  readonly startTicks: number;
  readonly state: string;
  readonly cpuTicks: number;
  readonly systemTicks: number;
  readonly faults: number;
  /** Without the stack pointer and the program counter; null where it may not be seen. */
  readonly call: string | null;
  /** How often it went to sleep, and how often another took its place. */
  readonly sleeps: number | null;
  readonly preemptions: number | null;
  readonly rssBytes: number;
  readonly lastRanMs: number | null;
  readonly io: Io | null;
  readonly scheduled: Schedstat | null;
  /** Positions in its open files: only of a thread that runs. */
  readonly offsets: string;
}

export function marksOf(view: View, pid: number, tid: number): Marks | null {
  const text = (path: string): string => valueOf(view.text(path)) ?? '';
  const stat = parseStat(text(threadStatPath(pid, tid)));
  if (!stat) return null;
  const status = parseStatus(text(threadStatusPath(pid, tid)));
  return {
    startTicks: stat.startTicks,
    state: stat.state,
    cpuTicks: stat.userTicks + stat.systemTicks,
    systemTicks: stat.systemTicks,
    faults: stat.faults,
    call: callWords(view, pid, tid),
    sleeps: status?.switches?.voluntary ?? null,
    preemptions: status?.switches?.involuntary ?? null,
    rssBytes: status?.rssBytes ?? 0,
    lastRanMs: parseExecStartMs(text(schedPath(pid, tid))),
    io: parseIo(text(threadIoPath(pid, tid))),
    scheduled: parseSchedstat(text(schedstatPath(pid, tid))),
    offsets: stat.state === 'R' ? offsetsOf(view, pid) : '',
  };
}

/** A call that a signal interrupted goes on as restart_syscall, with the same arguments: only the number changes. */
function callWords(view: View, pid: number, tid: number): string | null {
  const reading = view.text(syscallPath(pid, tid));
  if (!reading.ok) return null;
  const [number = '', ...args] = reading.value.trim().split(' ', 7);
  return args.length === 6 ? args.join(' ') : number;
}

/** More files than a program goes through at once. */
const mostOffsets = 64;

function offsetsOf(view: View, pid: number): string {
  const fds = (valueOf(view.names(`/proc/${pid}/fd`)) ?? []).slice(0, mostOffsets);
  const files = fds.filter((fd) => (valueOf(view.link(`/proc/${pid}/fd/${fd}`)) ?? '').startsWith('/'));
  return files
    .map((fd) => /^pos:\s*\d+/.exec(valueOf(view.text(fdinfoPath(pid, Number(fd)))) ?? '')?.[0] ?? '')
    .join();
}

/** Of its time, at most this much in the kernel: interrupts are counted there too. */
const hardlyAny = 0.1;

export function motionBetween(before: Marks, after: Marks | null): Motion {
  if (!after || after.startTicks !== before.startTicks) return 'moved';
  if (isStill(before, after)) return 'still';
  if (gotOn(before, after)) return 'moved';
  if (isComputing(before, after)) return 'computing';
  return before.state === 'R' || after.state === 'R' || before.state !== after.state ? 'moved' : 'woke';
}

const isSame = (before: Marks, after: Marks, key: keyof Marks): boolean => before[key] === after[key];

/** The scheduler's clock says it exactly; switches and ticks where that is not shown. */
function isStill(before: Marks, after: Marks): boolean {
  if (after.state === 'R' || !isSame(before, after, 'state') || !isSame(before, after, 'call')) return false;
  const hasSwitched = !isSame(before, after, 'sleeps') || !isSame(before, after, 'preemptions');
  return !hasSwitched && isSame(before, after, 'lastRanMs') && isSame(before, after, 'cpuTicks');
}

/**
 * The same of one that its CPU quota holds: it is ready to run all the time and hardly ever does, so that running is
 * no sign of anything; only what it got done is.
 */
export const motionUnderQuota = (before: Marks, after: Marks | null): Motion =>
  !after || after.startTicks !== before.startTicks || gotOn(before, after) ? 'moved' : 'still';

function gotOn(before: Marks, after: Marks): boolean {
  if (before.call !== after.call || before.offsets !== after.offsets) return true;
  if (before.faults !== after.faults || before.rssBytes !== after.rssBytes) return true;
  return before.io !== null && after.io !== null && movedBytes(before.io, after.io);
}

/** Eight bytes a read and nothing else are the counter of an eventfd or a timerfd: a wake-up, no data. */
function movedBytes(before: Io, after: Io): boolean {
  const read = after.rchar - before.rchar;
  const isCounter = read === 8 * (after.syscr - before.syscr);
  return (
    (read !== 0 && !isCounter) ||
    after.wchar !== before.wchar ||
    after.readBytes !== before.readBytes ||
    after.writeBytes !== before.writeBytes
  );
}

/** It never went to sleep between the looks, so it was on a processor or ready for one all the time. */
function isComputing(before: Marks, after: Marks): boolean {
  if (before.state !== 'R' || after.state !== 'R') return false;
  if (before.sleeps === null || !isSame(before, after, 'sleeps')) return false;
  const ticks = after.cpuTicks - before.cpuTicks;
  const inKernel = after.systemTicks - before.systemTicks;
  const ran = (after.scheduled?.ranSeconds ?? 0) - (before.scheduled?.ranSeconds ?? 0);
  return (ticks > 0 || ran > 0) && inKernel <= Math.max(1, ticks * hardlyAny);
}
