/**
 * The hands of recovery: the only file of it that touches the machine. Signals go through an open /proc/PID directory,
 * which the kernel takes for a pidfd (pidfd_send_signal(2)); whoever has the same number later is not behind it.
 */
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { machineOf } from '../machine/index.ts';
import { parseStat } from '../sources/proc/stat.ts';
import { runChild } from '../view/child.ts';
import { liveView } from '../view/live.ts';
import { toolEnvironment, toolPath } from '../view/tools.ts';
import type { FileMark, Hands, Identity, Keeper, Pinned, Ran, Sent, SignalName } from './hands.ts';
import { keeperProgram, planBytes } from './keeper.ts';
import { earOf } from './ear.ts';
import type { StartPlan, Stdio } from './start-plan.ts';

const { constants } = fs;
const numbers = { SIGCONT: 18, SIGTERM: 15, SIGKILL: 9, SIGSTOP: 19 } as const;
const noSuchProcess = 3;

export function hands(): Hands {
  return {
    nowMs: () => Date.now(),
    clockMs: () => performance.now(),
    pause: (ms) => pause(ms),
    look: () => machineOf(liveView()),
    pin,
    release: ({ fd }) => fs.closeSync(fd),
    isAlive,
    signal: send,
    keeper,
    run,
    tool: toolPath,
    exists: (path) => fs.existsSync(path),
    read: textOf,
    write(path, text) {
      makeDirectory(dirname(path));
      const beside = `${path}.${process.pid}`;
      fs.writeFileSync(beside, text, { mode: 0o600 });
      fs.renameSync(beside, path);
    },
    append(path, line) {
      makeDirectory(dirname(path));
      const fd = fs.openSync(path, 'a', 0o600);
      try {
        fs.writeSync(fd, line);
        fs.fsyncSync(fd);
      } finally {
        fs.closeSync(fd);
      }
    },
    real(path) {
      try {
        return fs.realpathSync(path);
      } catch {
        return null;
      }
    },
    mark(path) {
      const stats = fs.statSync(path, { throwIfNoEntry: false });
      return stats ? { inode: stats.ino, size: stats.size } : null;
    },
    since,
    makeDirectory,
    lock,
    holders: (path, holders) => fs.writeFileSync(path, lockText(holders)),
    unlock: (path) => fs.rmSync(path, { force: true }),
  };
}

/** Step by step: Node's own way never ends where a directory below /proc cannot be made. */
function makeDirectory(path: string): void {
  if (fs.existsSync(path)) return;
  makeDirectory(dirname(path));
  try {
    fs.mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!fs.existsSync(path)) throw error;
  }
}

function textOf(path: string): string | null {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

const statBehind = (fd: number) => parseStat(textOf(`/proc/self/fd/${fd}/stat`) ?? '');

function pin({ pid, startTicks }: Identity): Pinned | null {
  let fd;
  try {
    fd = fs.openSync(`/proc/${pid}`, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch {
    return null;
  }
  if (statBehind(fd)?.startTicks === startTicks) return { pid, startTicks, fd };
  fs.closeSync(fd);
  return null;
}

/** A leader that has exited while its threads live on shows as a zombie, and has not ended. */
function isAlive({ fd, startTicks }: Pinned): boolean {
  const stat = statBehind(fd);
  if (stat === null || stat.startTicks !== startTicks || stat.state === 'X') return false;
  if (stat.state !== 'Z') return true;
  try {
    return fs.readdirSync(`/proc/self/fd/${fd}/task`).length > 1;
  } catch {
    return false;
  }
}

function send(pinned: Pinned, name: SignalName): Sent {
  if (!isAlive(pinned) || pinned.pid <= 1 || pinned.pid === process.pid) return 'gone';
  const perl = toolPath('perl');
  if (perl !== null) {
    const call = 'exit(syscall(424, 3, $ARGV[0] + 0, 0, 0) == 0 ? 0 : $! + 0)';
    const { status } = spawnSync(perl, ['-e', call, String(numbers[name])], {
      stdio: ['ignore', 'ignore', 'ignore', pinned.fd],
      env: toolEnvironment,
    });
    if (status === 0) return 'sent';
    if (status === noSuchProcess) return 'gone';
  }
  try {
    // a kernel without that call (before 5.1), or no perl: as near to the look as can be
    if (!isAlive(pinned)) return 'gone';
    process.kill(pinned.pid, name);
    return 'sent';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH' ? 'gone' : 'denied';
  }
}

/** It has all that the new process needs before the first signal is sent. */
async function keeper(plan: StartPlan, old: readonly Pinned[]): Promise<Keeper> {
  const perl = toolPath('perl');
  if (perl === null) throw new Error('perl is not installed (Debian package perl-base)');
  const environment =
    plan.environmentOf === null ? bare : fs.readFileSync(`/proc/${plan.environmentOf}/environ`);
  const fds = plan.stdio.map((one, at) => opened(one, at));
  const child = spawn(perl, ['-e', keeperProgram], {
    cwd: plan.cwd,
    env: toolEnvironment,
    detached: true,
    stdio: [fds[0], fds[1], fds[2], 'pipe', 'pipe', ...old.map(({ fd }) => fd)],
  });
  for (const fd of fds) fs.closeSync(fd);
  const [, , , orders, told] = child.stdio;
  if (!(orders instanceof Writable) || !(told instanceof Readable)) throw new Error('the keeper has no ears');
  const ear = earOf(told, (ms, signal) => pause(ms, undefined, { signal }));
  child.on('error', ({ message: why }) => ear.take([`failed ${why}`]));
  // it may have ended; then it tells nothing more
  orders.on('error', () => undefined);
  orders.write(planBytes(plan, old.length, environment));
  child.unref();
  const first = await ear.hear(10_000);
  if (first.what !== 'pid')
    throw new Error(first.what === 'failed' ? first.message : 'the keeper did not start');
  const ticks = parseStat(textOf(`/proc/${first.pid}/stat`) ?? '')?.startTicks;
  return {
    identity: ticks === undefined ? null : { pid: first.pid, startTicks: ticks },
    start: () => void orders.write('g'),
    hear: ear.hear,
    dismiss() {
      orders.end('x');
      told.destroy();
    },
  };
}

const bare = Buffer.from(
  `${Object.entries(toolEnvironment)
    .map(([name, value]) => `${name}=${value}`)
    .join('\0')}\0`,
);

const modes = { r: constants.O_RDONLY, w: constants.O_WRONLY, rw: constants.O_RDWR } as const;

function opened(stdio: Stdio, at: number): number {
  if (stdio.to === 'null') return fs.openSync('/dev/null', at === 0 ? 'r' : 'w');
  const mode = modes[stdio.access] | constants.O_NOCTTY;
  if (stdio.to === 'pipe') {
    // fails where nobody has the other end any more, instead of waiting for somebody
    const probe = fs.openSync(stdio.path, mode | constants.O_NONBLOCK);
    const fd = fs.openSync(stdio.path, mode);
    fs.closeSync(probe);
    return fd;
  }
  const create = stdio.access === 'r' ? 0 : constants.O_CREAT;
  return fs.openSync(stdio.path, mode | create | (stdio.append ? constants.O_APPEND : 0), 0o644);
}

async function run([file = '', ...args]: readonly string[], deadlineMs: number): Promise<Ran> {
  const ended = await runChild(file, args, deadlineMs);
  if (ended.how === 'exit') return ended;
  return {
    code: null,
    stdout: '',
    stderr: ended.how === 'unstarted' ? ended.message : `no answer in ${deadlineMs} ms`,
  };
}

function since(path: string, mark: FileMark | null): string {
  try {
    const stats = fs.statSync(path);
    const from = mark?.inode === stats.ino && stats.size >= mark.size ? mark.size : 0;
    const bytes = fs.readFileSync(path);
    return bytes.toString('utf8', from);
  } catch {
    return '';
  }
}

const lockText = (holders: readonly Identity[]): string =>
  holders.map(({ pid, startTicks }) => `${pid} ${startTicks}\n`).join('');

function lock(path: string, holders: readonly Identity[]): boolean {
  makeDirectory(dirname(path));
  const beside = `${path}.${process.pid}`;
  fs.writeFileSync(beside, lockText(holders));
  try {
    for (let tries = 0; tries < 3; tries++) {
      try {
        // whole from the first moment on, and never over another
        fs.linkSync(beside, path);
        return true;
      } catch {
        const text = textOf(path);
        if (text !== null && text.trim().split('\n').some(isHeld)) return false;
        takeAway(path, text);
      }
    }
    return false;
  } finally {
    fs.rmSync(beside, { force: true });
  }
}

function isHeld(line: string): boolean {
  const [pid, ticks] = line.split(' ').map(Number);
  const stat = parseStat(textOf(`/proc/${pid}/stat`) ?? '');
  return stat !== null && stat.startTicks === ticks && stat.state !== 'Z';
}

/** A lock whose holders have ended; if another took its place meanwhile, that one is put back. */
function takeAway(path: string, text: string | null): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    fs.renameSync(path, aside);
    if (textOf(aside) !== text) fs.linkSync(aside, path);
  } catch {
    // somebody else took it away
  }
  fs.rmSync(aside, { force: true });
}
