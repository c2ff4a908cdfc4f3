/** A recording of a few processes, written down by hand in the kernel's own words, for tests of what reads them. */
import type { Recording } from '../../src/view/recording.ts';
import { recordedView } from '../../src/view/recorded.ts';
import type { View } from '../../src/view/view.ts';

export interface Written {
  readonly pid: number;
  readonly ppid?: number;
  readonly name: string;
  readonly argv?: readonly string[];
  readonly state?: string;
  readonly startTicks?: number;
}

/** A line of /proc/PID/stat with what matters here; the rest is 0 (proc_pid_stat(5)). */
export const statLine = ({ pid, ppid = 1, name, state = 'S', startTicks = 100 }: Written): string => {
  const fields = [
    state,
    ppid,
    pid,
    pid,
    0,
    -1,
    4194304,
    ...Array.from({ length: 10 }, () => 0),
    1,
    0,
    startTicks,
    0,
    0,
  ];
  return `${pid} (${name}) ${fields.join(' ')}\n`;
};

/** @param self the pid of the one that looks */
export function written(processes: readonly Written[], self: number): View {
  const texts: Record<string, string> = {};
  for (const process of processes) {
    texts[`/proc/${process.pid}/stat`] = statLine(process);
    texts[`/proc/${process.pid}/cmdline`] = (process.argv ?? []).map((word) => `${word}\0`).join('');
  }
  const recording: Recording = {
    format: 'why-stuck recording',
    version: 1,
    toolVersion: '0.1.0',
    madeAt: '2026-01-01T00:00:00.000+00:00',
    kernel: '6.1.0',
    arch: 'x64',
    looks: [
      {
        clocks: {
          wallMs: 1_767_225_600_000,
          bootSeconds: 1000,
          monotonicSeconds: 1000,
          schedulerMs: 1_000_000,
        },
        texts,
        links: { '/proc/self': String(self) },
        names: { '/proc': [...processes.map(({ pid }) => String(pid)), 'uptime', 'self'] },
        memory: {},
        times: {},
        runs: {},
      },
    ],
  };
  return recordedView(recording);
}
