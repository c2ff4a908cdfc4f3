/**
 * A child with a deadline: for tools, and for reads that may never return. A child in an uninterruptible sleep does
 * not die of SIGKILL: so nobody waits for its end, and nothing of it holds this process.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { toolEnvironment } from './tools.ts';

export type Ended =
  | { readonly how: 'exit'; readonly code: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly how: 'deadline' }
  | { readonly how: 'too-much' }
  | { readonly how: 'unstarted'; readonly message: string };

/** Bytes: execa puts what a tool said into its message, each of them in up to six characters. */
export const mostOutput = 16 * 1024 * 1024;

/** After the deadline of a loop that was busy: what has long been answered is still to be read. */
const graceMs = 10;

export async function runChild(file: string, args: readonly string[], deadlineMs: number): Promise<Ended> {
  const { execa } = await import('execa');
  const child = execa(file, args, {
    cwd: '/',
    env: toolEnvironment,
    extendEnv: false,
    stdin: 'ignore',
    // a group of its own, to be killed as a whole
    detached: true,
    cleanup: false,
    reject: false,
    stripFinalNewline: false,
    maxBuffer: mostOutput,
  });
  const ended = child.then((result): Ended => {
    const { exitCode, signal, stdout, stderr } = result;
    if (result.isMaxBuffer) return { how: 'too-much' };
    if (exitCode === undefined && signal === undefined)
      return { how: 'unstarted', message: result.shortMessage ?? 'it did not start' };
    return { how: 'exit', code: exitCode ?? null, stdout: stdout ?? '', stderr: stderr ?? '' };
  });
  const over = new AbortController();
  const late = pause(deadlineMs, undefined, { signal: over.signal })
    .then(() => pause(graceMs, undefined, { signal: over.signal }))
    .then((): Ended => ({ how: 'deadline' }));
  late.catch(() => undefined); // it ended in time
  const first = await Promise.race([ended, late]);
  over.abort();
  if (first.how === 'deadline' || first.how === 'too-much') {
    killGroup(child.pid, child.exitCode !== null || child.signalCode !== null);
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  }
  return first;
}

/** Only while it is not reaped: after that its number may be somebody else's. */
function killGroup(pid: number | undefined, hasEnded: boolean): void {
  if (pid === undefined || hasEnded) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it ended in this moment
  }
}
