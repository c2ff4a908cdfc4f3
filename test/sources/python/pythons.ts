/** The Pythons of this machine: the system's, which must be there, and those of pyenv as far as they are. */
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { mapsPath, parseMaps } from '../../../src/sources/proc/maps.ts';
import { pythonStacks, type PythonStacks } from '../../../src/sources/python/index.ts';
import { liveView } from '../../../src/view/live.ts';
import { valueOf, type View } from '../../../src/view/view.ts';

export interface Installed {
  readonly path: string;
  /** As it names itself: `3.6.15`. */
  readonly version: string;
}

export const systemPython = '/usr/bin/python3';

export function pythons(): readonly Installed[] {
  const root = join(homedir(), '.pyenv/versions');
  const own = existsSync(root) ? readdirSync(root).map((name) => join(root, name, 'bin/python')) : [];
  return [systemPython, ...own.filter((path) => existsSync(path))].map((path) => {
    const version = execFileSync(path, ['-c', 'import platform; print(platform.python_version())'], {
      encoding: 'utf8',
    });
    return { path, version: version.trim() };
  });
}

export const isAtLeast = ({ version }: Installed, minor: number): boolean =>
  version.startsWith('3.') && Number(version.split('.')[1]) >= minor;

export interface Running {
  readonly child: ChildProcess;
  readonly script: string;
  /** Everything that it has printed so far. */
  readonly printed: () => string;
  readonly end: () => void;
}

/** Runs a program text; `command` comes before the script, `python` where the interpreter is not its first word. */
export function run(command: readonly string[], source: string, args: readonly string[] = []): Running {
  const directory = mkdtempSync(join(tmpdir(), 'python-stacks-'));
  const script = join(directory, 'program.py');
  writeFileSync(script, source);
  const [program = '', ...rest] = command;
  const child = spawn(program, [...rest, script, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  let ended = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  return {
    child,
    script,
    printed: () => printed,
    end() {
      // what it has started goes with it: it leads a group of its own
      if (child.pid !== undefined && !ended) process.kill(-child.pid, 'SIGKILL');
      ended = true;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Line of the source that carries `# <mark>`, as an editor counts. */
export const lineOf = (source: string, mark: string): number =>
  source.split('\n').findIndex((line) => line.includes(`# <${mark}>`)) + 1;

export function stacksOf(pid: number, view: View = liveView()): PythonStacks {
  const maps = parseMaps(valueOf(view.text(mapsPath(pid))) ?? '');
  const tids = valueOf(view.names(`/proc/${pid}/task`)) ?? [];
  const stacks = pythonStacks(view, pid, maps, tids.map(Number));
  if ('why' in stacks) throw new Error(stacks.why);
  return stacks;
}

/** What `check` returns as soon as it throws no more; a program needs a moment until it stands where it should. */
export async function eventually<T>(check: () => T, deadlineMs = 15_000): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  }
}
