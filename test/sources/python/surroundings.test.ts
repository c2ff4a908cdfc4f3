/** A Python is one wherever it comes from and whatever it is called; what is not one is said to be none. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { mapsPath, parseMaps } from '../../../src/sources/proc/maps.ts';
import { isPython, pythonStacks } from '../../../src/sources/python/index.ts';
import { liveView } from '../../../src/view/live.ts';
import { recordedView } from '../../../src/view/recorded.ts';
import { recordingOf } from '../../../src/view/recorder.ts';
import { valueOf } from '../../../src/view/view.ts';
import { eventually, lineOf, pythons, run, stacksOf, systemPython, type Running } from './pythons.ts';

const source = `
import sys, threading, time
def told(*words):
    sys.stdout.write(' '.join(words) + '\\n')
    sys.stdout.flush()

def blocked():
    told('ready'); time.sleep(1000)  # <blocked>

blocked()  # <module>
`;

const [unshare, namespace] = ['unshare', ['--pid', '--fork']] as const;

const scratch = mkdtempSync(join(tmpdir(), 'python-surroundings-'));
const started: Running[] = [];

async function ready(
  command: readonly string[],
  program = source,
  args: readonly string[] = [],
): Promise<Running> {
  const running = run(command, program, args);
  started.push(running);
  await eventually(() => {
    assert.match(running.printed(), /ready/);
  });
  return running;
}

/** It has printed that it is ready and a moment later it sleeps, in the same line. */
async function blocked(running: Running, pid: number, program = source, name = 'blocked'): Promise<void> {
  const { script: file } = running;
  await eventually(() => {
    assert.deepEqual(stacksOf(pid).threads.get(pid), [
      { language: 'python', function: name, file, line: lineOf(program, name) },
      { language: 'python', function: '<module>', file, line: lineOf(program, 'module') },
    ]);
  });
}

after(() => {
  for (const running of started) running.end();
  rmSync(scratch, { recursive: true, force: true });
});

describe('where a Python comes from', () => {
  // one that is a single file, and one of pyenv's, with a shared library
  for (const python of pythons()
    .filter(({ version }) => version.startsWith('3.'))
    .slice(0, 2)) {
    it(`a virtual environment of Python ${python.version}`, async () => {
      const place = join(scratch, `venv-${python.version}`);
      execFileSync(python.path, ['-m', 'venv', '--without-pip', place]);
      const running = await ready([join(place, 'bin/python')]);
      const pid = running.child.pid ?? 0;
      await blocked(running, pid);
      assert.equal(stacksOf(pid).version, python.version);
    });
  }

  it('a program that has another name, and is gone from the disk', async () => {
    const program = join(scratch, 'worker');
    copyFileSync(systemPython, program);
    const running = await ready([program]);
    rmSync(program);
    await blocked(running, running.child.pid ?? 0);
  });

  it('a library that a program of another language has loaded, under another name', async (t) => {
    const library = pythons()
      .map(({ path }) =>
        spawnSync(
          path,
          [
            '-c',
            'import sysconfig as s; print(s.get_config_var("LIBDIR") + "/" + s.get_config_var("INSTSONAME"))',
          ],
          { encoding: 'utf8' },
        ).stdout.trim(),
      )
      .find((path) => path.includes('python3') && path.includes('.so') && existsSync(path));
    if (library === undefined) return t.skip('no shared library of Python 3 here');
    const copy = join(scratch, 'libengine.so');
    copyFileSync(library, copy);
    const host = join(scratch, 'host');
    const embedding = `
#include <dlfcn.h>
#include <wchar.h>
int main(int count, char **words) {
  void *engine = dlopen("${copy}", RTLD_NOW | RTLD_GLOBAL);
  wchar_t *arguments[2] = {L"host", wcsdup(L"")}, script[4096];
  swprintf(script, 4096, L"%s", words[1]);
  arguments[1] = script;
  int (*begin)(int, wchar_t **) = dlsym(engine, "Py_Main");
  return begin(2, arguments);
}`;
    if (spawnSync('gcc', ['-xc', '-', '-o', host, '-ldl'], { input: embedding }).status !== 0) {
      assert.equal(process.env['CI'], undefined, 'gcc is not there');
      return t.skip('no compiler here');
    }
    const home = execFileSync('sh', ['-c', 'dirname "$(dirname "$1")"', 'sh', library], {
      encoding: 'utf8',
    }).trim();
    const running = await ready(['env', `PYTHONHOME=${library.startsWith('/usr/') ? '/usr' : home}`, host]);
    await blocked(running, running.child.pid ?? 0);
  });

  it('a pid namespace of its own, in which its threads have other numbers', async (t) => {
    if (spawnSync(unshare, [...namespace, 'true']).status !== 0) return t.skip('not permitted here');
    const inside = source.replace(
      "told('ready')",
      "told('ready', *open('/proc/self/status').read().split('NSpid:')[1].split()[:1])",
    );
    const running = await ready([unshare, ...namespace, '--kill-child', systemPython], inside);
    const parent = running.child.pid ?? 0;
    const pid = Number(readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim());
    assert.notEqual(pid, 1);
    await blocked(running, pid, inside);
  });

  it('names and paths that are not ASCII', async () => {
    const program = source.replaceAll('blocked', 'bloqué_ж_中');
    for (const python of pythons().filter(({ version }) => version.startsWith('3.'))) {
      const running = await ready([python.path], program);
      await blocked(running, running.child.pid ?? 0, program, 'bloqué_ж_中');
    }
  });
});

describe('what is no Python', () => {
  for (const command of [
    ['sleep', '1000'],
    [process.execPath, '-e', 'setTimeout(() => {}, 1e6)'],
  ]) {
    it(command.join(' ').slice(0, 40), async () => {
      const [program = '', ...args] = command;
      const child = spawn(program, args, { stdio: 'ignore' });
      try {
        const pid = child.pid ?? 0;
        const view = liveView();
        // until it is what it is to become
        await new Promise((resolve) => setTimeout(resolve, 300));
        const maps = parseMaps(valueOf(view.text(mapsPath(pid))) ?? '');
        assert.ok(maps.length > 0);
        assert.equal(isPython(view, pid, maps), false);
        assert.deepEqual(pythonStacks(view, pid, maps, [pid]), { why: 'no Python was found in it' });
      } finally {
        child.kill('SIGKILL');
      }
    });
  }

  it('a process that is gone', () => {
    const view = liveView();
    const maps = parseMaps(readFileSync('/proc/self/maps', 'utf8'));
    const stacks = pythonStacks(view, 2 ** 22 + 1, maps, []);
    assert.ok('why' in stacks);
    assert.match(stacks.why, /^its memory could not be read: /);
    assert.equal(isPython(view, 2 ** 22 + 1, maps), false);
  });
});

describe('a recording', () => {
  for (const python of pythons()) {
    it(`gives the stacks of Python ${python.version} again`, async () => {
      const running = await ready([python.path]);
      const pid = running.child.pid ?? 0;
      await blocked(running, pid);
      const view = liveView();
      const live = stacksOf(pid, view);
      running.end();
      const recording = recordingOf(view, { toolVersion: '0.0.0' });
      assert.deepEqual(stacksOf(pid, recordedView(recording)), live);
      assert.equal(live.threads.get(pid)?.length, 2);
    });
  }
});
