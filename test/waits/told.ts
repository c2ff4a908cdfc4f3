/**
 * A machine out of texts as the kernel writes them, for tests of what waits make of them: only what a test tells is
 * there, everything else is missing (proc(5)).
 */
import { machineOf } from '../../src/machine/index.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { recordedView } from '../../src/view/recorded.ts';
import { memoryKey } from '../../src/view/recording.ts';

export interface ToldThread {
  readonly tid: number;
  readonly state?: string;
  readonly syscall?: string;
  readonly wchan?: string;
  readonly stack?: readonly string[];
  readonly tracer?: number;
  /** Its children, as /proc/PID/task/TID/children has them. */
  readonly children?: string;
  /** Lines of its status beyond the usual ones: `NSpid:\t101\t8`. */
  readonly status?: readonly string[];
}

export interface Told extends Omit<ToldThread, 'tid'> {
  readonly pid: number;
  readonly ppid?: number;
  readonly name?: string;
  readonly argv?: readonly string[];
  readonly pgid?: number;
  readonly sid?: number;
  readonly ttyNr?: number;
  readonly tpgid?: number;
  readonly flags?: number;
  readonly exitSignal?: number;
  readonly startTicks?: number;
  readonly cgroup?: string;
  readonly mountinfo?: readonly string[];
  readonly cwd?: string;
  /** Target, and what its fdinfo says. */
  readonly fds?: Readonly<Record<number, readonly [target: string, info?: string]>>;
  readonly maps?: readonly string[];
  /** Strings in its memory, by address. */
  readonly memory?: Readonly<Record<string, string>>;
  /** Beside the leader. */
  readonly threads?: readonly ToldThread[];
}

const self = 999;

function statLine(process: Told, thread: ToldThread, threadCount: number): string {
  const {
    pid,
    ppid = 1,
    name = 'program',
    pgid = pid,
    sid = pid,
    ttyNr = 0,
    tpgid = -1,
    flags = 0,
  } = process;
  const zeros = (count: number): readonly number[] => Array.from({ length: count }, () => 0);
  const state = thread.state ?? 'S';
  const fields = [
    state,
    ppid,
    pgid,
    sid,
    ttyNr,
    tpgid,
    flags,
    ...zeros(10),
    threadCount,
    0,
    process.startTicks ?? 100,
  ];
  return `${thread.tid} (${name}) ${[...fields, ...zeros(15), process.exitSignal ?? 17, 0].join(' ')}\n`;
}

const statusText = (process: Told, thread: ToldThread): string => {
  const lines = thread.status ?? process.status?.filter((line) => !line.startsWith('NSpid')) ?? [];
  return [
    `Name:\t${process.name ?? 'program'}`,
    `Tgid:\t${process.pid}`,
    `TracerPid:\t${thread.tracer ?? 0}`,
    'Uid:\t0\t0\t0\t0',
    ...(lines.some((line) => line.startsWith('NSpid')) ? [] : [`NSpid:\t${thread.tid}`]),
    ...lines,
    '',
  ].join('\n');
};

/** @param extra other texts, by path */
export function told(processes: readonly Told[], extra: Readonly<Record<string, string>> = {}): Machine {
  const texts: Record<string, string> = { ...extra };
  const links: Record<string, string> = { '/proc/self': String(self) };
  const names: Record<string, readonly string[]> = { '/proc': processes.map(({ pid }) => String(pid)) };
  const memory: Record<string, string> = {};
  for (const process of processes) {
    const { pid } = process;
    const leader: ToldThread = { ...process, tid: pid };
    const threads = [leader, ...(process.threads ?? [])];
    texts[`/proc/${pid}/stat`] = statLine(process, leader, threads.length);
    texts[`/proc/${pid}/status`] = statusText(process, leader);
    if (process.argv) texts[`/proc/${pid}/cmdline`] = process.argv.map((word) => `${word}\0`).join('');
    if (process.cgroup !== undefined) texts[`/proc/${pid}/cgroup`] = process.cgroup;
    if (process.mountinfo) texts[`/proc/${pid}/mountinfo`] = process.mountinfo.join('\n');
    if (process.maps) texts[`/proc/${pid}/maps`] = `${process.maps.join('\n')}\n`;
    if (process.cwd !== undefined) links[`/proc/${pid}/cwd`] = process.cwd;
    names[`/proc/${pid}/task`] = threads.map(({ tid }) => String(tid));
    names[`/proc/${pid}/fd`] = Object.keys(process.fds ?? {});
    for (const [fd, [target, info]] of Object.entries(process.fds ?? {})) {
      links[`/proc/${pid}/fd/${fd}`] = target;
      if (info !== undefined) texts[`/proc/${pid}/fdinfo/${fd}`] = info;
    }
    for (const thread of threads) {
      const home = `/proc/${pid}/task/${thread.tid}`;
      texts[`${home}/stat`] = statLine(process, thread, threads.length);
      texts[`${home}/status`] = statusText(process, thread);
      if (thread.syscall !== undefined) texts[`${home}/syscall`] = thread.syscall;
      texts[`${home}/wchan`] = thread.wchan ?? '0';
      if (thread.stack)
        texts[`${home}/stack`] = thread.stack.map((frame) => `[<0>] ${frame}+0x1/0x2\n`).join('');
      if (thread.children !== undefined) texts[`${home}/children`] = thread.children;
    }
    for (const [address, text] of Object.entries(process.memory ?? {})) {
      const page = BigInt(address) & ~0xfffn;
      const bytes = Buffer.alloc(4096);
      bytes.write(text, Number(BigInt(address) - page));
      memory[memoryKey(pid, page, 4096)] = bytes.toString('base64');
    }
  }
  const clocks = {
    wallMs: 1_767_225_600_000,
    bootSeconds: 1000,
    monotonicSeconds: 1000,
    schedulerMs: 1_000_000,
  };
  const look = { clocks, texts, links, names, memory, times: {}, runs: {} };
  return machineOf(
    recordedView({
      format: 'why-stuck recording',
      version: 1,
      toolVersion: '0.1.0',
      madeAt: '2026-01-01T00:00:00.000+00:00',
      kernel: '6.1.0',
      arch: 'x64',
      looks: [look],
    }),
  );
}
