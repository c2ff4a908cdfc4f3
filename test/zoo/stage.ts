/**
 * The stage on which a scene is made: a directory, programs in sessions of their own, and an end at which nothing
 * of them is left. Every program carries the scene's mark in its environment, so that its daemons are found too.
 */
import { execFile, spawn } from 'node:child_process';
import { chmodSync, linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endAll, family, stat, type Identity } from './ending.ts';
import { argvOf, asleep, children, inState, numbersIn, patienceMs, state, tracer, until } from './looking.ts';
import type { Program, Stage, StartOptions } from './scene.ts';
import { compileC, compileJava, need, NotHere, searchPath } from './tools.ts';

export interface Raised {
  readonly stage: Stage;
  /** Remembers who is there now: a program may drop its mark and its parents later. */
  readonly remember: () => void;
  /** Undoes, ends, removes. Gives what went wrong, in words; empty when nothing is left. */
  readonly end: () => Promise<readonly string[]>;
}

const within = async <T>(what: string, ms: number, promise: Promise<T>): Promise<T> => {
  const stop = new AbortController();
  const late = pause(ms, undefined, { signal: stop.signal }).then(
    () => {
      throw new Error(`${what}: nothing after ${ms / 1000} s`);
    },
    () => promise,
  );
  return Promise.race([promise, late]).finally(() => stop.abort());
};

export const raise = (name: string): Raised => {
  const dir = mkdtempSync(join(tmpdir(), `zoo-${name.slice(0, 30)}-`));
  chmodSync(dir, 0o777);
  const mark = `WHY_STUCK_SCENE=${basename(dir)}`;
  const known: Identity[] = [];
  let isOver = false;
  const undos: (() => void | Promise<void>)[] = [];
  const environment = {
    PATH: searchPath,
    HOME: dir,
    TMPDIR: dir,
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    WHY_STUCK_SCENE: basename(dir),
  };

  const own = (pid: number): void => {
    const one = stat(pid);
    if (one !== null) known.push(one);
  };

  const start = async (argv: readonly string[], options: StartOptions = {}): Promise<Program> => {
    const [command = '', ...args] = [...(options.through ?? []), ...argv];
    const path = command.includes('/') ? command : need(command);
    const stdin = options.stdin ?? 'null';
    const stdout = options.stdout ?? 'lines';
    const stderr = options.stderr ?? 'pipe';
    if (isOver) throw new Error('the scene is over');
    const child = spawn(path, args, {
      argv0: command,
      detached: true, // a session and group of its own
      cwd: options.cwd ?? dir,
      env: { ...environment, ...options.env },
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
      stdio: [
        stdin === 'null' ? 'ignore' : stdin,
        stdout === 'lines' ? 'pipe' : stdout === 'null' ? 'ignore' : stdout,
        stderr === 'null' ? 'ignore' : stderr === 'stdout' ? 'pipe' : stderr,
      ],
    });
    const { pid } = child;
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) => resolve(`has ended with ${signal ?? code}`));
    });
    if (pid === undefined) throw new Error(`${argv.join(' ')} ${await ended}`);
    own(pid);

    const lines: string[] = [];
    const errors: string[] = [];
    let rest = '';
    const take = (text: string): void => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    };
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr
      ?.setEncoding('utf8')
      .on('data', stderr === 'stdout' ? take : (text: string) => errors.push(text));
    child.stdin?.on('error', () => undefined); // it has ended: nobody reads any more

    const about = `${basename(command)} ${pid} (${argv
      .slice(1)
      .map((arg) => basename(arg))
      .join(' ')})`;
    const line = async (prefix: string): Promise<string> => {
      let end: string | null = null;
      void ended.then((how) => pause(100).then(() => (end = how)));
      const text = await until(`a line ${JSON.stringify(prefix)} of ${about}`, () => {
        const found = lines.find((one) => one.startsWith(prefix));
        if (found === undefined && end !== null)
          throw new Error(`${about} ${end}: ${errors.join('').trim()}`);
        return found;
      });
      return text.slice(prefix.length).trim();
    };
    const ready = options.ready === undefined ? 'ready' : options.ready;
    if (ready !== null) await line(ready);
    return { pid, lines, line, write: (text) => void child.stdin?.write(text) };
  };

  /** Writes a source into the directory and gives the command that runs it. */
  const script =
    (command: string, ending: string) =>
    (
      source: string,
      options: StartOptions & { readonly name?: string; readonly args?: readonly string[] } = {},
    ) => {
      const file = join(dir, `${options.name ?? name}${ending}`);
      writeFileSync(file, source);
      return start([command, file, ...(options.args ?? [])], options);
    };

  const stage: Stage = {
    dir,
    start,
    python: (source, options = {}) => {
      const command = options.version === undefined ? 'python3' : `python${options.version}`;
      return script(need(command), '.py')(source, options);
    },
    c: async (source, options = {}) => {
      const built = await compileC(source, options.flags ?? []);
      const file = join(dir, options.name ?? name);
      linkSync(built, file); // not a copy: a file that is being written cannot be executed
      return start([file, ...(options.args ?? [])], options);
    },
    node: (source, options) => script(process.execPath, '.cjs')(source, options),
    bash: (source, options) => script('bash', '.sh')(source, options),
    perl: (source, options) => script('perl', '.pl')(source, options),
    java: async (source, options) => {
      const place = await compileJava(options.className, source);
      const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', `-Dscene=${dir}`];
      return start(['java', ...quick, '-cp', place, options.className, ...(options.args ?? [])], options);
    },
    run: async ([command = '', ...args]) => {
      const { stdout } = await promisify(execFile)(need(command), args, {
        cwd: dir,
        env: environment,
        timeout: patienceMs,
      });
      return stdout;
    },
    until,
    asleep,
    state,
    inState,
    skip: (why) => {
      throw new NotHere(why, false);
    },
    children,
    argv: argvOf,
    session: (pid) => stat(pid)?.sid ?? null,
    threads: (pid) => numbersIn(pid, 'task'),
    descriptors: (pid) => numbersIn(pid, 'fd'),
    tracer,
    marked: () => family(known, mark).map(({ pid }) => pid),
    own,
    atEnd: (undo) => void undos.push(undo),
  };

  const end = async (): Promise<readonly string[]> => {
    isOver = true;
    const wrong: string[] = [];
    for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
      await within('undoing', 5000, Promise.resolve().then(undo)).catch((error: unknown) =>
        wrong.push(String(error)),
      );
    }
    const left = await endAll(known, mark);
    if (left.length > 0) wrong.push(`not ended: ${left.map(({ pid }) => pid).join(' ')}`);
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
    return wrong;
  };

  return { stage, remember: () => void known.push(...family(known, mark)), end };
};
