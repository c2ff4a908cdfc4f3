/**
 * eu-stack (elfutils, eu-stack(1)): native stacks, quicker and smaller than gdb, and nothing of the target is run.
 *
 *   PID 30903 - process
 *   TID 30906:
 *   #0  0x00007f21c82d5e1e futex_wait - /usr/lib/x86_64-linux-gnu/libc.so.6
 *   #4  0x0000560831185189 take - /tmp/mutex
 *       mutex.c:5:50
 */
import type { UserFrame } from '../python/index.ts';
import { reduced } from './native-frames.ts';
import { nothingRead, type Probe, type ProbeReading, type Target } from './probe.ts';

export const euStack: Probe = {
  tool: 'eu-stack',
  effect: 'stopped each thread while it read its stack (ptrace)',
  how: 'traces',
  deadlineSeconds: 10,
  args: ({ pid }) => ['-m', '-s', '-n', '64', '-p', String(pid)],
  parse: readingOf,
};

function readingOf(text: string, target: Target): ProbeReading {
  const stacks = stacksIn(text, target);
  return stacks.size === 0
    ? nothingRead(/^eu-stack: .*$/m.exec(text)?.[0] ?? 'it showed no stack')
    : { summary: `the native stacks of ${stacks.size} of its threads`, stacks, locks: [] };
}

const row = /^#\d+\s+(0x[0-9a-f]+)(?:\s+- \d+)?(?:\s+(?!- )(.+?))?(?:\s+- (\/.+))?$/;

export function stacksIn(
  text: string,
  { tids }: Pick<Target, 'tids'>,
): ReadonlyMap<number, readonly UserFrame[]> {
  const stacks = new Map<number, UserFrame[]>();
  let frames: UserFrame[] | undefined;
  for (const line of text.split('\n')) {
    const tid = Number(/^TID (\d+):$/.exec(line)?.[1] ?? 0);
    if (tid > 0) {
      frames = tids.includes(tid) ? [] : undefined;
      if (frames) stacks.set(tid, frames);
      continue;
    }
    const [, address, name, module] = row.exec(line) ?? [];
    if (address !== undefined) {
      frames?.push({
        language: 'native',
        function: name?.replace(/@+GLIBC_[\d.]+$/, '') ?? null,
        file: null,
        line: null,
        address,
        ...(module === undefined ? {} : { module }),
      });
      continue;
    }
    const [, file, number] = /^\s+(\S.*?):(\d+)(?::\d+)?$/.exec(line) ?? [];
    const last = frames?.pop();
    if (last) frames?.push(file === undefined ? last : { ...last, file, line: Number(number) });
  }
  return new Map(
    [...stacks].flatMap(([tid, found]) => (found.length > 0 ? [[tid, reduced(found)] as const] : [])),
  );
}
