/** Programs that hang, for deeper looks at them, and what /proc says of them meanwhile. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Attaching } from '../../src/view/attached.ts';

export const scratch = mkdtempSync(join(tmpdir(), 'probes-'));
const started: ChildProcess[] = [];

export function endAll(): void {
  for (const child of started) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
}

export const isInstalled = (...tools: readonly string[]): boolean =>
  tools.every((tool) => ['/usr/bin', '/bin'].some((directory) => existsSync(`${directory}/${tool}`)));

/** Started, and at the line that says it is ready. */
export async function start(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { cwd: scratch, stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  await once(child.stdout, 'data');
  // a child of it may keep that open
  child.stdout.destroy();
  child.unref();
  return child.pid ?? 0;
}

function written(name: string, text: string): string {
  const file = join(scratch, name);
  writeFileSync(file, text);
  return file;
}

/** A thread takes a mutex that the first one holds, and that joins it. */
export const startMutex = (): Promise<number> => startC('mutex', mutexSource);

const mutexSource = `#include <pthread.h>
#include <stdio.h>
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
__attribute__((noinline)) static void take(void) {
  pthread_mutex_lock(&lock);
  puts("never");
}
static void *second(void *none) { take(); return none; }
int main(void) {
  pthread_t thread;
  pthread_mutex_lock(&lock);
  pthread_create(&thread, 0, second, 0);
  puts("ready"); fflush(stdout);
  pthread_join(thread, 0);
}
`;

/** vfork(2): the parent sleeps uninterruptibly until its child has ended, which it does with its parent. */
export const startVfork = (): Promise<number> =>
  startC(
    'vfork',
    `#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(void) {
  puts("ready"); fflush(stdout);
  if (vfork() == 0) { prctl(PR_SET_PDEATHSIG, SIGKILL); for (;;) pause(); }
}
`,
  );

function startC(name: string, text: string): Promise<number> {
  const program = join(scratch, name);
  if (!existsSync(program)) {
    const source = written(`${name}.c`, text);
    const flags = ['-g', '-O0', '-w', '-o', program, source, '-lpthread'];
    const { status, stderr } = spawnSync('gcc', flags, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }
  return start(program, []);
}

export const mutexLine = 5;

export function startMonitors(): Promise<number> {
  const source = written(
    'Monitors.java',
    `public class Monitors {
  static void both(Object one, Object other) {
    synchronized (one) {
      try { Thread.sleep(200); } catch (InterruptedException error) { }
      synchronized (other) { System.out.println("never"); }
    }
  }
  public static void main(String[] args) throws Exception {
    Object first = new Object(), second = new Object();
    Thread a = new Thread(() -> both(first, second), "one-two");
    Thread b = new Thread(() -> both(second, first), "two-one");
    a.start();
    b.start();
    while (a.getState() != Thread.State.BLOCKED || b.getState() != Thread.State.BLOCKED) Thread.sleep(10);
    System.out.println("ready");
    a.join();
  }
}
`,
  );
  const { status, stderr } = spawnSync('javac', ['-d', scratch, source], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return start('java', ['-Xmx32m', '-XX:TieredStopAtLevel=1', '-cp', scratch, 'Monitors']);
}

export const monitorLine = 5;

export function startLoop(): Promise<number> {
  const file = written(
    'loop.js',
    `function inner(n) {
  let sum = 0;
  for (let i = 0; i < 1e6; i++) sum += i * n;
  return sum;
}
console.log('ready');
for (let n = 0; ; n++) inner(n);
`,
  );
  return start(process.execPath, [file]);
}

const statOf = (pid: number): readonly string[] => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(') ') + 2).split(' ');
};

export const stateOf = (pid: number): string => statOf(pid)[0] ?? '?';

export const asking = (pid: number, more: Omit<Attaching, 'pid' | 'startTicks'>): Attaching => ({
  pid,
  startTicks: Number(statOf(pid)[19]),
  ...more,
});

export const tracerOf = (pid: number): number =>
  Number(/^TracerPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);

/** Tools and their watchdogs, by the pid of their target on their command line. */
export const helpersOf = (pid: number): readonly string[] =>
  readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      const argv = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      const isHelper = /(?:^|\/)(?:strace|gdb|sh|jcmd)$/.test(argv[0] ?? '') && argv.includes(String(pid));
      return isHelper ? [`${name} ${argv.join(' ').slice(0, 80)}`] : [];
    } catch {
      return [];
    }
  });

export async function until(what: string, isSo: () => boolean, patienceMs = 20_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`${what}: not so after ${patienceMs} ms`);
    await pause(25);
  }
}
