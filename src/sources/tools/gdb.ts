/**
 * gdb (gdb(1)): the native stack of every thread. It stops the whole process for as long as that takes. Nothing out of
 * the target's directories is run, nothing is fetched from servers of debug information. Its exit code says nothing:
 * only its output tells whether it could attach.
 *
 *   Thread 2 (Thread 0x7f21c824c6c0 (LWP 30906) "mutex"):
 *   #2  0x00007f21c82dc482 in lll_mutex_lock_optimized (mutex=0x560831188060 <lock>) at ./nptl/pthread_mutex_lock.c:48
 *   #4  0x00007fa6597fe000 in ?? () from /lib/x86_64-linux-gnu/libc.so.6
 */
import type { UserFrame } from '../python/index.ts';
import { reduced } from './native-frames.ts';
import { nothingRead, type Probe, type ProbeReading, type Target } from './probe.ts';

const guards = [
  '-nx',
  '-batch',
  '-iex',
  'set auto-load off',
  '-iex',
  'set auto-load safe-path /nonexistent',
  '-iex',
  'set debuginfod enabled off',
  '-iex',
  'set index-cache enabled off',
  '-iex',
  'set sysroot /',
] as const;

const mostFrames = 64;

export const gdb: Probe = {
  tool: 'gdb',
  effect: 'stopped the whole process while it read the stacks of its threads (ptrace)',
  how: 'traces',
  deadlineSeconds: 20,
  args: ({ pid }) => [
    ...guards,
    '-ex',
    'set width 0',
    '-ex',
    'set print frame-arguments scalars',
    '-p',
    String(pid),
    '-ex',
    `thread apply all backtrace ${mostFrames}`,
  ],
  parse: readingOf,
};

function readingOf(text: string, target: Target): ProbeReading {
  const stacks = stacksIn(text, target);
  if (stacks.size === 0)
    return nothingRead(/^ptrace: .*$|^Could not attach.*$/m.exec(text)?.[0] ?? 'it showed no stack');
  return { summary: `the native stacks of ${stacks.size} of its threads`, stacks, locks: [] };
}

/** `(LWP N)`, or `(process N)` of a program without threads: numbers of its own pid namespace, or of ours. */
const head = /^Thread \d+ \((?:.*\(LWP (\d+)\)|(?:LWP|process) (\d+)).*\):$/;

export function stacksIn(
  text: string,
  target: Pick<Target, 'tids' | 'inner'>,
): ReadonlyMap<number, readonly UserFrame[]> {
  const outer = new Map([...target.inner].map(([tid, inner]) => [inner, tid] as const));
  const stacks = new Map<number, UserFrame[]>();
  let frames: UserFrame[] | null = null;
  for (const one of text.split('\n')) {
    const [, thread, process] = head.exec(one) ?? [];
    const number = Number(thread ?? process ?? 0);
    if (number > 0) {
      const tid = target.tids.includes(number) ? number : outer.get(number);
      frames = tid === undefined ? null : [];
      if (tid !== undefined && frames) stacks.set(tid, frames);
      continue;
    }
    const frame = frameOf(one);
    if (frame) frames?.push(frame);
  }
  return new Map([...stacks].map(([tid, all]) => [tid, reduced(all)]));
}

const row = /^#\d+\s+(?:(0x[0-9a-f]+) in )?(\S.*?) \((.*)\)(?: at (.+?):(\d+))?(?: from (.+))?$/;

function frameOf(text: string): UserFrame | null {
  const [, address, name, , file, line, module] = row.exec(text) ?? [];
  if (name === undefined) return null;
  return {
    language: 'native',
    function: name === '??' ? null : name,
    file: file ?? null,
    line: line === undefined ? null : Number(line),
    ...(address === undefined ? {} : { address }),
    ...(module === undefined ? {} : { module }),
  };
}
