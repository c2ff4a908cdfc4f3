/** Programs for a test to look at: started for real, and ended by pid when the test file ends. */
import { spawn, type SpawnOptions } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

export const directory = mkdtempSync(join(tmpdir(), 'why-stuck-findings-'));
const pids = new Set<number>();

after(() => {
  for (const pid of pids) {
    kill(pid);
    kill(pid, -pid);
  }
  rmSync(directory, { recursive: true });
});

/** With the group that it leads, if it leads one. */
export function kill(pid: number, target = pid): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
}

export interface Started {
  readonly pid: number;
  /** The numbers behind the first line that begins with this word. */
  said(word: string): Promise<readonly number[]>;
}

export function start(command: string, args: readonly string[], options: SpawnOptions = {}): Started {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true, ...options });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (text += part));
  if (child.pid === undefined) throw new Error(`${command} did not start`);
  const { pid } = child;
  pids.add(pid);
  // its number may soon be somebody else's
  child.once('exit', () => pids.delete(pid));
  const said = async (word: string): Promise<readonly number[]> => {
    const line = await until(() =>
      text
        .split('\n')
        .slice(0, -1)
        .find((one) => one.startsWith(word)),
    );
    const numbers = line.slice(word.length).trim().split(' ').filter(Boolean).map(Number);
    for (const number of numbers) pids.add(number);
    return numbers;
  };
  return { pid, said };
}

export async function until<T>(ask: () => T | undefined | null | false): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    await pause(25);
  }
  throw new Error('waited for 15 s in vain');
}

/** Perl in a file of its own, executable, so that the kernel names it after the file. */
export function script(name: string, source: string): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/usr/bin/perl\n$| = 1;\n${source}\n`);
  chmodSync(path, 0o755);
  return path;
}

export const stateOf = (pid: number): string => {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] ?? '';
  } catch {
    return 'gone';
  }
};

export const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
