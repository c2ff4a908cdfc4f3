/**
 * What the programs of a scene are made with: interpreters and compilers of this machine, and a cache of what was
 * compiled, so that a scene which is made again starts at once.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** This machine cannot show a scene: a tool or a kernel feature is not there. `isInstallable`: a package brings it. */
export class NotHere extends Error {
  readonly isInstallable: boolean;
  constructor(why: string, isInstallable: boolean) {
    super(why);
    this.name = 'NotHere';
    this.isInstallable = isInstallable;
  }
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** pyenv's shims are shell scripts in front of a python that may not be there: the versions themselves are asked. */
const directories = (process.env['PATH'] ?? '').split(delimiter).filter((path) => !path.endsWith('/shims'));

/** PATH without them. */
export const searchPath = directories.join(delimiter);

const pyenvPython = (version: string): string | null => {
  const root = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const names = existsSync(root) ? readdirSync(root).filter((name) => name.startsWith(`${version}.`)) : [];
  const paths = names.map((name) => join(root, name, 'bin', `python${version}`));
  return paths.find(isExecutable) ?? null;
};

/** Where a command is, or null. `python3` is the system's; `python3.8` is pyenv's where PATH has none. */
export const which = (command: string): string | null => {
  if (command === 'node') return process.execPath;
  const places =
    command === 'python3' ? ['/usr/bin', ...directories] : [...directories, '/usr/sbin', '/sbin'];
  const path = places.map((place) => join(place, command)).find(isExecutable);
  if (path !== undefined) return path;
  const version = /^python(\d+\.\d+)$/.exec(command)?.[1];
  return version === undefined ? null : pyenvPython(version);
};

/** The path of a command. One version of Python is no package of the system: without it a scene is left out. */
export const need = (command: string): string => {
  const path = which(command);
  if (path === null) throw new NotHere(`${command} is not installed`, !/^python\d+\.\d+$/.test(command));
  return path;
};

const cache = join(tmpdir(), `why-stuck-zoo-${process.getuid?.() ?? 0}`);

/** The directory that holds what `build` makes of these texts; built aside and renamed, so it is whole or absent. */
export const cached = async (
  texts: readonly string[],
  build: (directory: string) => Promise<void>,
): Promise<string> => {
  const place = join(cache, createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 24));
  if (existsSync(place)) return place;
  mkdirSync(cache, { recursive: true });
  const aside = mkdtempSync(join(cache, 'new-'));
  try {
    await build(aside);
    renameSync(aside, place);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(place)) throw error; // else another run was faster
  }
  return place;
};

/** What nearly every small C program needs, and `say`, which prints a line at once. */
const prelude = `#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
__attribute__((unused, format(printf, 1, 2))) static void say(const char *format, ...) {
  va_list values;
  va_start(values, format);
  vdprintf(1, format, values);
  va_end(values);
}
#line 1 "scene.c"
`;

/** Path of the program that gcc makes of this source. */
export const compileC = async (source: string, flags: readonly string[]): Promise<string> => {
  const gcc = need('gcc');
  const place = await cached(['c', prelude, source, ...flags], async (directory) => {
    const file = join(directory, 'scene.c');
    writeFileSync(file, prelude + source);
    await execute(gcc, ['-O0', '-g', '-pthread', '-w', '-o', join(directory, 'scene'), file, ...flags]);
  });
  return join(place, 'scene');
};

/** The class path of a Java program. */
export const compileJava = async (className: string, source: string): Promise<string> => {
  const javac = need('javac');
  return cached(['java', className, source], async (directory) => {
    const file = join(directory, `${className}.java`);
    writeFileSync(file, source);
    await execute(javac, ['-J-XX:TieredStopAtLevel=1', '-J-Xshare:auto', '-nowarn', '-d', directory, file]);
  });
};

/** Numbers of system calls on this machine, from the compiler's headers: `#define __NR_read 0`. */
export const callNumbers = async (): Promise<ReadonlyMap<string, number>> => {
  const place = await cached(['calls', process.arch], async (directory) => {
    const file = join(directory, 'calls.c');
    writeFileSync(file, '#include <asm/unistd.h>\n');
    const { stdout } = await execute(need('gcc'), ['-E', '-dM', file]);
    writeFileSync(join(directory, 'calls'), stdout);
  });
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(join(place, 'calls'), 'utf8');
  return new Map(
    [...text.matchAll(/^#define __NR_(\w+) (\d+)$/gm)].map(([, name = '', number]) => [name, Number(number)]),
  );
};
