/**
 * Ends everything that a scene has left running, by pid and never by name. A process belongs to a scene when it
 * descends from one of its programs, stands in a session or group of one, or carries the scene's mark in its
 * environment (a daemon that was adopted by init still does). A pid counts only with its start ticks: field 22
 * of /proc/PID/stat, proc_pid_stat(5):
 *   26607 (python) S 25405 25405 10961 0 -1 4194560 … 123456 …
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process beyond doubt: its pid may be taken again, with its start it may not. */
export interface Identity {
  readonly pid: number;
  readonly startTicks: number;
}

export interface Stat extends Identity {
  readonly state: string;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
}

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null; // it has ended meanwhile, or is somebody else's
  }
};

/** The name in parentheses may hold anything, a `)` too: the fields begin behind the last one. */
const parse = (pid: number, text: string): Stat => {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    pid,
    state: fields[0] ?? '?',
    ppid: field(4),
    pgid: field(5),
    sid: field(6),
    startTicks: field(22),
  };
};

/** Of a process, or of one thread of it. */
export const stat = (pid: number, tid?: number): Stat | null => {
  const text = read(tid === undefined ? `/proc/${pid}/stat` : `/proc/${pid}/task/${tid}/stat`);
  return text === null ? null : parse(pid, text);
};

export const everybody = (): readonly Stat[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => stat(Number(name)))
    .filter((one) => one !== null);

/** A leader that has exited is a zombie while its other threads live on. */
const hasOtherThreads = (pid: number): boolean => {
  try {
    return readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
};

const lives = ({ pid, startTicks }: Identity): boolean => {
  const now = stat(pid);
  if (now === null || now.startTicks !== startTicks) return false;
  return now.state !== 'Z' || hasOtherThreads(pid);
};

/** Reading environ waits for the memory lock: who sleeps uninterruptibly may hold it, and is not asked. */
const isMarked = ({ pid, state }: Stat, mark: string): boolean =>
  state !== 'D' && state !== 'Z' && (read(`/proc/${pid}/environ`)?.split('\0').includes(mark) ?? false);

/** All that belongs to a scene now. */
export const family = (known: readonly Identity[], mark: string): readonly Identity[] => {
  const all = everybody();
  const members = new Set<number>();
  const roots = new Set(known.map(({ pid }) => pid));
  for (const one of all) {
    const isKnown = known.some(({ pid, startTicks }) => pid === one.pid && startTicks === one.startTicks);
    if (isKnown || roots.has(one.sid) || roots.has(one.pgid) || isMarked(one, mark)) members.add(one.pid);
  }
  for (let size = -1; size !== members.size;) {
    size = members.size;
    for (const one of all) if (members.has(one.ppid)) members.add(one.pid);
  }
  members.delete(process.pid);
  return all.filter((one) => members.has(one.pid));
};

/** SIGKILL ends stopped and traced ones too. Gives those that live on after five seconds. */
export const endAll = async (known: readonly Identity[], mark: string): Promise<readonly Identity[]> => {
  const met = new Map(known.map((one) => [`${one.pid} ${one.startTicks}`, one]));
  for (let attempt = 0; ; attempt++) {
    for (const one of family([...met.values()], mark)) met.set(`${one.pid} ${one.startTicks}`, one);
    const alive = [...met.values()].filter(lives);
    if (alive.length === 0 || attempt === 100) return alive;
    for (const { pid } of alive) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // it has ended between the look and the signal
      }
    }
    await pause(attempt < 10 ? 10 : 50);
  }
};
