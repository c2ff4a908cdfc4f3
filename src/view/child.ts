/**
 * A child with a deadline: for tools, and for reads that may never return. A child in an uninterruptible sleep does
 * not die of SIGKILL: so nobody waits for its end, and nothing of it holds this process.
 */
import type { ChildProcess } from 'node:child_process';
import { mostBytes } from './files.ts';
import { toolEnvironment } from './tools.ts';

export type Ended =
  | { readonly how: 'exit'; readonly code: number | null; readonly stdout: string; readonly stderr: string }
  | { readonly how: 'deadline' }
  | { readonly how: 'too-much' }
  | { readonly how: 'unstarted'; readonly message: string };

const mostComplaints = 64 * 1024;

/** After the deadline of a loop that was busy: what has long been answered is still to be read. */
const graceMs = 10;

export async function runChild(file: string, args: readonly string[], deadlineMs: number): Promise<Ended> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    let child;
    try {
      child = spawn(file, args, {
        cwd: '/',
        env: toolEnvironment,
        stdio: ['ignore', 'pipe', 'pipe'],
        // a group of its own, to be killed as a whole
        detached: true,
      });
    } catch (error) {
      resolve({ how: 'unstarted', message: error instanceof Error ? error.message : String(error) });
      return;
    }
    const { stdout, stderr } = child;
    const answer: Buffer[] = [];
    const complaints: Buffer[] = [];
    let answerBytes = 0;
    let complaintBytes = 0;
    let timer: NodeJS.Timeout | undefined;

    const settle = (ended: Ended): void => {
      clearTimeout(timer);
      resolve(ended);
    };
    const giveUp = (ended: Ended): void => {
      killGroup(child);
      stdout.destroy();
      stderr.destroy();
      child.unref();
      settle(ended);
    };
    const exited = (): Ended => ({
      how: 'exit',
      code: child.exitCode,
      stdout: Buffer.concat(answer).toString('utf8'),
      stderr: Buffer.concat(complaints).toString('utf8'),
    });

    stdout.on('data', (chunk: Buffer) => {
      answer.push(chunk);
      answerBytes += chunk.length;
      if (answerBytes > mostBytes) giveUp({ how: 'too-much' });
    });
    stderr.on('data', (chunk: Buffer) => {
      if (complaintBytes < mostComplaints) complaints.push(chunk);
      complaintBytes += chunk.length;
    });
    child.on('error', (error) => settle({ how: 'unstarted', message: error.message }));
    child.on('close', () => settle(exited()));
    timer = setTimeout(() => {
      // it has ended, but a child of its own keeps its output open
      timer = setTimeout(() => giveUp(hasEnded(child) ? exited() : { how: 'deadline' }), graceMs);
    }, deadlineMs);
  });
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Only while it is not reaped: after that its number may be somebody else's. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || hasEnded(child)) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it ended in this moment
  }
}
