/** The programs of the demonstration: started without a shell, listened to, and ended by pid. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const started = new Set();

/** A program whose lines can be waited for; its pid is its own. What it says on stderr is `inherit`ed or `ignore`d. */
export function start(command, args, stderr = 'inherit') {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', stderr] });
  const lines = [];
  const waiting = new Set();
  const look = () => waiting.forEach((one) => one());
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    look();
  });
  const ended = new Promise((resolve) => {
    for (const event of ['close', 'error']) child.once(event, () => resolve(started.delete(child)));
  });
  child.once('error', () => undefined);
  started.add(child);
  /** The rest of the first line that begins so. */
  const line = (prefix) =>
    new Promise((resolve, reject) => {
      const check = () => {
        const found = lines.find((one) => one.startsWith(prefix));
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found.slice(prefix.length).trim());
      };
      waiting.add(check);
      check();
      void ended.then(() => reject(new Error(`${command} ended before it said "${prefix}"`)));
    });
  return { pid: child.pid, line, ended };
}

/** What a tool prints, and its exit code. What it says on stderr is `ignore`d or `inherit`ed. */
export async function run(command, args, stderr = 'ignore') {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', stderr] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more) => (text += more));
  const code = await new Promise((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  return { code, text };
}

/** `ppid` and `state` of a process, out of /proc/PID/stat. */
function statOf(pid) {
  try {
    const [state, ppid] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state, ppid: Number(ppid) };
  } catch {
    return null; // it has just ended
  }
}

export const childrenOf = (parent) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.ppid === parent);

/** Ends all that was started, and their children, by pid: the last first, parents before their children. */
export async function endAll() {
  const programs = [...started].reverse();
  const pids = programs.flatMap(({ pid }) => [pid, ...childrenOf(pid)]);
  const ends = programs.map((program) => new Promise((resolve) => program.once('close', resolve)));
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has ended by itself
    }
  }
  await Promise.all(ends);
}
