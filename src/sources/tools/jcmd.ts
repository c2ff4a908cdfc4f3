/**
 * jcmd (the JDK's): `Thread.print -l` has the virtual machine itself write down its threads: names, stacks, who holds
 * which monitor and which lock of java.util.concurrent, and the deadlocks that it sees. The JVM answers on a socket that
 * SIGQUIT makes it open, where it catches that; its Java threads wait at a safepoint while it writes. Who asks must be
 * its user, or root.
 *
 *   "one-two" #12 prio=5 os_prio=0 cpu=1.47ms elapsed=3.71s tid=0x00007fa6540a0370 nid=0x78d0 waiting for monitor entry  [0x…]
 *      java.lang.Thread.State: BLOCKED (on object monitor)
 *   	at Monitors.both(Monitors.java:8)
 *   	- waiting to lock <0x00000000ffd196b8> (a java.lang.Object)
 *   	- locked <0x00000000ffd196a8> (a java.lang.Object)
 *
 * `nid` is the thread's number in its own pid namespace: hexadecimal, from JDK 21 on decimal.
 */
import type { UserFrame } from '../python/index.ts';
import { nothingRead, type Probe, type ProbeReading, type RuntimeLock, type Target } from './probe.ts';

const sigquit = 1n << 2n;

export const jcmd: Probe = {
  tool: 'jcmd',
  effect:
    'had its virtual machine halt its Java threads while it wrote down their stacks (SIGQUIT and a socket)',
  how: 'asks',
  deadlineSeconds: 10,
  args: ({ pid }) => [String(pid), 'Thread.print', '-l'],
  asUser: true,
  parse: readingOf,
};

/** It has the machine in it, and its handler of the signal. */
export const isJava = ({ files, caught }: Target): boolean =>
  caught !== null && (caught & sigquit) !== 0n && files.some((file) => file.endsWith('/libjvm.so'));

interface JavaThread {
  readonly name: string;
  readonly inner: number;
  readonly state: string;
  readonly frames: readonly UserFrame[];
  readonly holds: readonly string[];
  readonly wants: { readonly lock: string; readonly what: string; readonly text: string } | null;
}

function readingOf(text: string, target: Target): ProbeReading {
  const threads = threadsIn(text);
  if (threads.length === 0) {
    const complaint = text.split('\n').find((line) => /Exception|Error|not |denied/.test(line));
    return nothingRead(complaint?.trim() ?? 'it showed no thread');
  }
  const outer = new Map([...target.inner].map(([tid, inner]) => [inner, tid] as const));
  const stacks = new Map<number, readonly UserFrame[]>();
  for (const { inner, frames } of threads) {
    const tid = outer.get(inner);
    if (tid !== undefined && frames.length > 0) stacks.set(tid, frames);
  }
  const deadlocks = text.split('\n').filter((line) => line === 'Found one Java-level deadlock:').length;
  const told =
    deadlocks === 0 ? '' : `; it declares ${deadlocks === 1 ? 'a deadlock' : `${deadlocks} deadlocks`}`;
  return {
    summary: `${stacks.size} of its threads run Java${told}`,
    stacks,
    locks: locksAmong(threads, outer),
  };
}

/** A thread waits for a lock that another one shows as its own. */
function locksAmong(
  threads: readonly JavaThread[],
  outer: ReadonlyMap<number, number>,
): readonly RuntimeLock[] {
  const owners = new Map(threads.flatMap((thread) => thread.holds.map((lock) => [lock, thread] as const)));
  return threads.flatMap(({ inner, wants, frames, state }): readonly RuntimeLock[] => {
    const owner = wants && owners.get(wants.lock);
    const [tid, ownerTid] = [outer.get(inner), owner ? outer.get(owner.inner) : undefined];
    if (!wants || tid === undefined || ownerTid === undefined || tid === ownerTid) return [];
    const isMonitor = state === 'BLOCKED';
    return [
      {
        tid,
        ownerTid,
        object: `${isMonitor ? 'monitor' : 'lock'} ${wants.lock} (${wants.what})`,
        isUnbounded: isMonitor || (state === 'WAITING' && isPlainLock(frames)),
        text: wants.text,
      },
    ];
  });
}

/** lock() does not hear Thread.interrupt; lockInterruptibly() and tryLock() are other functions. */
const isPlainLock = (frames: readonly UserFrame[]): boolean =>
  frames.some(({ function: name }) =>
    /^java\.util\.concurrent\.locks\.\w+(?:\$\w+)*\.lock$/.test(name ?? ''),
  );

const head = /^"(.*)" (?:#\d+ )?(?:\[\d+\] )?.*\bnid=(0x[0-9a-f]+|\d+) /;

export function threadsIn(text: string): readonly JavaThread[] {
  // what stands behind it tells the same threads once more
  const [list = ''] = text.split(/^Found one Java-level deadlock:$/m);
  return list.split(/\n(?=")/).flatMap((entry) => {
    const lines = entry.split('\n');
    const [, name, nid] = head.exec(lines[0] ?? '') ?? [];
    if (name === undefined || nid === undefined) return [];
    const state = /^\s+java\.lang\.Thread\.State: (\w+)/.exec(lines[1] ?? '')?.[1] ?? '';
    return [{ name, inner: Number(nid), state, ...bodyOf(lines.slice(2), state) }];
  });
}

const lockRow =
  /^\s+- (waiting to lock|waiting to re-lock in wait\(\)|parking to wait for|locked|waiting on)?\s*<(0x[0-9a-f]+)> \(a (.+)\)$/;

function bodyOf(lines: readonly string[], state: string): Pick<JavaThread, 'frames' | 'holds' | 'wants'> {
  const frames: UserFrame[] = [];
  const holds: string[] = [];
  const released = new Set<string>();
  let wants: JavaThread['wants'] = null;
  for (const line of lines) {
    const frame = frameOf(line);
    if (frame) frames.push(frame);
    const [, verb, lock, what = ''] = lockRow.exec(line) ?? [];
    if (lock === undefined) continue;
    if (verb === undefined || verb === 'locked') holds.push(lock);
    // Object.wait() lets go of the monitor that its frame still shows as locked
    else if (verb === 'waiting on' && state !== 'BLOCKED') released.add(lock);
    else if (verb === 'waiting on') continue;
    else if (verb.startsWith('waiting to re-lock')) {
      released.add(lock);
      wants = { lock, what, text: line.trim() };
    } else wants = { lock, what, text: line.trim() };
  }
  return { frames, holds: holds.filter((lock) => !released.has(lock)), wants };
}

const frameRow = /^\s+at ([^(]+)\((?:[^()/]+\/)?([^():/]+)(?::(\d+))?\)$/;

function frameOf(line: string): UserFrame | null {
  const [, name, place, number] = frameRow.exec(line) ?? [];
  if (name === undefined || place === undefined) return null;
  const isFile = /\.\w+$/.test(place);
  return {
    language: 'java',
    function: name.replace(/^[^/]+\/(?=[\w$.]+\.)/, ''),
    file: isFile ? place : null,
    line: number === undefined ? null : Number(number),
  };
}
