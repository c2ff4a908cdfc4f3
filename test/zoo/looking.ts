/**
 * What a scene's maker asks of /proc: whether a program has come to where it is meant to hang, who its children are.
 * It reads for itself, so that the truth of a scene does not rest on the program that is judged by it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { everybody, stat } from './ending.ts';
import { callNumbers } from './tools.ts';

/** How long a scene may wait for one thing to come about. */
export const patienceMs = 15_000;

const isThere = <T>(answer: T): answer is Exclude<NonNullable<T>, false> =>
  answer !== false && answer !== null && answer !== undefined;

export const until = async <T>(
  what: string,
  ask: () => T | Promise<T>,
): Promise<Exclude<NonNullable<Awaited<T>>, false>> => {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not so after ${patienceMs / 1000} s`);
    await pause(20);
  }
};

export const state = (pid: number, tid?: number): string | null => stat(pid, tid)?.state ?? null;

export const inState = async (pid: number, letter: string, tid?: number): Promise<void> => {
  await until(`${tid ?? pid} in state ${letter}`, () => state(pid, tid) === letter);
};

/** The number and arguments of /proc/PID/task/TID/syscall, proc_pid_syscall(5): `61 0xffffffff 0x7ffd… …`. */
const callOf = (pid: number, tid: number): string | null => {
  try {
    return readFileSync(`/proc/${pid}/task/${tid}/syscall`, 'utf8');
  } catch {
    return null;
  }
};

export const asleep = async (pid: number, calls: readonly string[], tid = pid): Promise<void> => {
  const numbers = await callNumbers();
  const wanted = new Set(calls.map((name) => String(numbers.get(name) ?? name)));
  let before: string | null = null;
  let same = 0;
  await until(`${tid} in ${calls.join(' or ')}`, async () => {
    const now = callOf(pid, tid);
    const sleeps = now !== null && wanted.has(now.split(' ', 1)[0] ?? '') && state(pid, tid) !== 'R';
    same = sleeps && now === before ? same + 1 : 0;
    before = now;
    return same >= 2;
  });
};

export const children = (pid: number): readonly number[] =>
  everybody()
    .filter(({ ppid }) => ppid === pid)
    .sort((one, other) => one.startTicks - other.startTicks || one.pid - other.pid)
    .map((one) => one.pid);

/** Numbers that name what is in a directory of /proc/PID; none once it has ended. */
export const numbersIn = (pid: number, directory: string): readonly number[] => {
  try {
    return readdirSync(`/proc/${pid}/${directory}`).map(Number);
  } catch {
    return [];
  }
};

export const argvOf = (pid: number): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return []; // it has ended
  }
};

/** `TracerPid:` of /proc/PID/status, 0 for nobody. */
export const tracer = (pid: number): number | null => {
  try {
    return Number(/^TracerPid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) || null;
  } catch {
    return null; // it has ended
  }
};
