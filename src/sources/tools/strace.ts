/**
 * strace (strace(1)): the system calls that a process makes while it is watched. It stops each thread for a moment at
 * every call (PTRACE_SEIZE). `-yy` writes out what a descriptor is.
 *
 *   [pid 30906] futex(0x560831188060, FUTEX_WAIT_PRIVATE, 2, NULL <unfinished ...>
 *   [pid 25004] recvfrom(4<TCP:[10.144.0.1:51052->10.144.0.2:80]>,  <unfinished ...>
 *   [pid   812] <... read resumed>"", 4096)       = 0
 *   [pid   812] connect(3<TCP:[1]>, {sa_family=AF_INET, …}, 16) = -1 ECONNREFUSED (Connection refused)
 */
import { nothingRead, type Probe, type ProbeReading } from './probe.ts';

export interface Call {
  readonly tid: number | null;
  readonly name: string;
  /** Its first argument where that is a descriptor: `4<TCP:[…]>`. */
  readonly on: string | null;
  /** null: it had not returned when the watching ended. */
  readonly result: string | null;
  readonly error: string | null;
}

const shownCalls = 5;
const shownWords = 90;

/** A call that fails so often in a second, with nothing else between, is a loop that spins. */
const spinsPerSecond = 20;

export const strace = (seconds: number): Probe => ({
  tool: 'strace',
  effect: 'stopped each of its threads for a moment at every system call (ptrace)',
  how: 'traces',
  deadlineSeconds: seconds,
  endless: true,
  args: ({ pid }) => ['-yy', '-f', '-s', '64', '-p', String(pid)],
  parse: (text, _, watched) => readingOf(text, watched),
});

function readingOf(text: string, seconds: number): ProbeReading {
  const complaint = /^(?:\S*\/)?strace: (?:attach: |Could not attach|ptrace\().*$/m.exec(text)?.[0];
  if (complaint !== undefined && !/^(?:\S*\/)?strace: Process \d+ attached/m.test(text))
    return nothingRead(complaint.replace(/^\S*\//, ''));
  return nothingRead(summaryOf(callsIn(text), seconds));
}

const line = /^(?:\[pid\s+(\d+)\]\s+)?(?:(\w+)\((.*)|<\.\.\. (\w+) resumed>(.*))$/;
const ending = /\)\s+=\s+(-?\w+(?:<.*?>)?|\?)(?:\s+(E[A-Z0-9]+))?(?:\s+\(.*\))?$/;

/** Lines of others' text cannot come in between: strace writes line ends in strings as `\n`. */
export function callsIn(text: string): readonly Call[] {
  const calls: Call[] = [];
  const open = new Map<string, { readonly name: string; readonly on: string | null }>();
  for (const raw of text.split('\n')) {
    const [, pid = '', name, rest = '', resumed, tail = ''] = line.exec(detached(raw)) ?? [];
    if (name === undefined && resumed === undefined) continue;
    const begun = open.get(pid);
    open.delete(pid);
    const tid = pid === '' ? null : Number(pid);
    if (name !== undefined) {
      const on = /^(\d+(?:<[^>]*>|<.*?\]>)?)(?:[,)]|\s|$)/.exec(rest)?.[1] ?? null;
      const [, result, error] = ending.exec(rest) ?? [];
      if (result === undefined) open.set(pid, { name, on });
      else calls.push({ tid, name, on, result, error: error ?? null });
    } else if (resumed !== undefined) {
      const [, result = '?', error] = ending.exec(tail) ?? [];
      calls.push({ tid, name: resumed, on: begun?.on ?? null, result, error: error ?? null });
    }
  }
  const unended = [...open].map(([pid, { name, on }]) => ({
    tid: pid === '' ? null : Number(pid),
    name,
    on,
    result: null,
    error: null,
  }));
  return [...calls, ...unended];
}

/** Its own words are written into the line that is still open: `…MATCH_ANYstrace: Process 812 detached`. */
const detached = (raw: string): string =>
  raw
    .replace(/\s*(?:\S*\/)?strace: Process \d+ (?:detached|attached).*$/, '')
    .replace(/^ <detached \.\.\.>$/, '');

function summaryOf(calls: readonly Call[], seconds: number): string {
  const ended = calls.filter(({ result, name }) => result !== null && name !== 'restart_syscall');
  const blocked = calls.filter(({ result }) => result === null);
  const inside = blocked.length === 0 ? '' : `; it is in ${counts(blocked.map(wordsOf))}`;
  const span = `${Math.round(seconds * 10) / 10} s`;
  if (ended.length === 0)
    return blocked.length === 0
      ? `no system call in ${span}: it computes, or nothing of it ran`
      : `no system call began or ended in ${span}${inside}`;
  const failures = ended.filter(({ error }) => error !== null);
  const [worst] = tally(failures.map((call) => `${wordsOf(call)} fails with ${call.error}`));
  const spins =
    worst !== undefined && worst.count > seconds * spinsPerSecond && worst.count * 3 > ended.length
      ? `; it spins: ${worst.text}, ${worst.count} times`
      : '';
  return `${ended.length} system calls in ${span}: ${counts(ended.map(resultWords))}${spins}${inside}`;
}

const wordsOf = ({ name, on }: Call): string => `${name}${on === null ? '' : ` on ${on}`}`;

const resultWords = (call: Call): string =>
  `${wordsOf(call)}${call.error !== null ? ` ${call.error}` : call.result === '0' ? ' = 0' : ''}`;

function tally(texts: readonly string[]): readonly { readonly text: string; readonly count: number }[] {
  const found = new Map<string, number>();
  for (const text of texts) found.set(text, (found.get(text) ?? 0) + 1);
  return [...found].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count);
}

function counts(texts: readonly string[]): string {
  const all = tally(texts);
  const shown = all.slice(0, shownCalls).map(({ text, count }) => {
    const cut = text.length > shownWords ? `${text.slice(0, shownWords)}…` : text;
    return count === 1 ? cut : `${cut} × ${count}`;
  });
  return [...shown, ...(all.length > shownCalls ? [`${all.length - shownCalls} others`] : [])].join(', ');
}
