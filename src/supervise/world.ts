/**
 * Real processes and real time for the monitor. The end of the process itself counts, not that of its output: a
 * grandchild may keep that open for ever. SIGKILL goes to its whole group.
 */
import { spawn } from 'node:child_process';
import { linesOf } from './lines.ts';
import type { Program, World } from './monitor.ts';

/** How long what a program wrote last is waited for after its end. */
const drainMs = 500;

export function realWorld(
  line: (name: string, stream: 'stdout' | 'stderr' | 'monitor', text: string) => void,
): World {
  return {
    clockMs: () => performance.now(),
    after(ms, act) {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    say: (name, what) => line(name, 'monitor', what),
    spawn(program, ended) {
      const { file, args, options } = callOf(program);
      const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
      let isOver = false;
      const over = (how: string): void => {
        if (isOver) return;
        isOver = true;
        ended(how);
      };
      for (const stream of ['stdout', 'stderr'] as const) {
        const lines = linesOf((text) => line(program.name, stream, text));
        child[stream].on('data', (bytes: Buffer) => lines.take(bytes));
        child[stream].once('close', () => lines.end());
        child.once('exit', () => setTimeout(() => child[stream].destroy(), drainMs));
      }
      child.once('exit', (code, signal) => over(signal ?? `code ${code}`));
      child.once('error', ({ message }) => setTimeout(() => over(message), 0));
      const send = (pid: number | undefined, signal: NodeJS.Signals): void => {
        if (isOver || pid === undefined) return;
        try {
          process.kill(pid, signal);
        } catch {
          // it ended in this moment
        }
      };
      return {
        pid: child.pid ?? 0,
        terminate: () => send(child.pid, 'SIGTERM'),
        kill: () => send(child.pid === undefined ? undefined : -child.pid, 'SIGKILL'),
      };
    },
  };
}

function callOf({ args: [file = '', ...args], uid, gid, env, cwd }: Program) {
  const options = {
    detached: true,
    ...(uid === null ? {} : { uid }),
    ...(gid === null ? {} : { gid }),
    ...(env === null ? {} : { env }),
    ...(cwd === null ? {} : { cwd }),
  };
  return { file, args, options };
}
