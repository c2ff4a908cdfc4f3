/** Stacks of running processes: every Python of this machine, blocked in each way that a thread can be. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { UserFrame } from '../../../src/sources/python/index.ts';
import { eventually, lineOf, pythons, run, stacksOf, systemPython, type Running } from './pythons.ts';

/** Each thread prints its number in the kernel and where it is about to block, in one line with the call that blocks. */
const source = `
import ctypes, os, select, socket, subprocess, sys, threading, time
libc = ctypes.CDLL(None)
def told():
    gettid = 178 if os.uname()[4] == 'aarch64' else 186
    frame = sys._getframe(1)
    sys.stdout.write('%d %s\\n' % (libc.syscall(gettid), frame.f_code.co_name))
    sys.stdout.flush()

pair = socket.socketpair()
lock = threading.Lock()
lock.acquire()

def in_recv():
    told(); pair[0].recv(1)  # <in_recv>

def in_lock():
    told(); lock.acquire()  # <in_lock>

def in_child():
    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)'])
    children.append(child)
    told(); child.wait()  # <in_child>

def in_sleep():
    told(); time.sleep(1000)  # <in_sleep>

def in_extension():
    told(); select.select([pair[1]], [], [])  # <in_extension>

def in_foreign_call():
    told(); libc.pause()  # <in_foreign_call>

def in_pool():
    told(); (lambda: pair[0].recv(1))()  # <in_pool>

class Nested(object):
    def method(self):
        try:
            [self.deeper(x) for x in (1,)]  # <method>
        finally:
            pass

    def deeper(self, x):
        for y in self.generate():
            pass

    def generate(self):
        told(); yield time.sleep(1000)  # <generate>

children = []

def begin(situation):
    situation()  # <begin>

for situation in (in_recv, in_lock, in_child, in_sleep, in_extension, in_foreign_call, Nested().method):
    thread = threading.Thread(target=begin, args=(situation,))
    thread.daemon = True
    thread.start()

try:
    from concurrent.futures import ThreadPoolExecutor
    pool = ThreadPoolExecutor(2)
except ImportError:
    from multiprocessing.pool import ThreadPool
    pool = ThreadPool(2)
    pool.submit = pool.apply_async
pool.submit(in_pool)

def main():
    told(); sys.stdin.read() if len(sys.argv) > 1 else time.sleep(1000)  # <main>

main()  # <module>
`;

interface Expected {
  readonly situation: string;
  /** Frames that must follow each other, from the given place on; \`file\` other than the script's ends so. */
  readonly frames: readonly (readonly [string, string] | readonly [string, string, string])[];
}

/** Function and mark, innermost first; what the standard library puts in between is left out. */
const expected: readonly Expected[] = [
  {
    situation: 'in_recv',
    frames: [
      ['in_recv', 'in_recv'],
      ['begin', 'begin'],
    ],
  },
  {
    situation: 'in_lock',
    frames: [
      ['in_lock', 'in_lock'],
      ['begin', 'begin'],
    ],
  },
  {
    situation: 'in_child',
    frames: [
      ['in_child', 'in_child'],
      ['begin', 'begin'],
    ],
  },
  {
    situation: 'in_sleep',
    frames: [
      ['in_sleep', 'in_sleep'],
      ['begin', 'begin'],
    ],
  },
  {
    situation: 'in_extension',
    frames: [
      ['in_extension', 'in_extension'],
      ['begin', 'begin'],
    ],
  },
  {
    situation: 'in_foreign_call',
    frames: [
      ['in_foreign_call', 'in_foreign_call'],
      ['begin', 'begin'],
    ],
  },
  {
    situation: 'in_pool',
    frames: [
      ['<lambda>', 'in_pool'],
      ['in_pool', 'in_pool'],
    ],
  },
  {
    situation: 'generate',
    frames: [
      ['generate', 'generate'],
      ['method', 'method'],
      ['begin', 'begin'],
    ],
  },
  {
    situation: 'main',
    frames: [
      ['main', 'main'],
      ['<module>', 'module'],
    ],
  },
];

/** In which threads the innermost function is the library's, not the test's. */
const libraryOnTop = new Map([['in_child', /subprocess\.py$/]]);

function toldBy(running: Running): ReadonlyMap<string, number> {
  const lines = running
    .printed()
    .split('\n')
    .filter((line) => line.includes(' '));
  return new Map(lines.map((line) => [line.split(' ')[1] ?? '', Number(line.split(' ')[0])] as const));
}

const own = (frames: readonly UserFrame[], running: Running): readonly UserFrame[] =>
  frames.filter(({ file }) => file === running.script);

for (const { path, version } of pythons()) {
  describe(`Python ${version} (${path === systemPython ? 'of the system' : 'of pyenv'})`, () => {
    let running: Running;
    before(() => {
      running = run([path], source);
    });
    after(() => {
      running.end();
    });

    for (const { situation, frames } of expected) {
      it(situation, async () => {
        await eventually(() => {
          const tid = toldBy(running).get(situation);
          assert.ok(tid !== undefined && running.child.pid !== undefined, 'it has not come so far');
          const stacks = stacksOf(running.child.pid);
          assert.equal(stacks.version, version);
          const stack = stacks.threads.get(tid);
          assert.ok(stack, stacks.unread.get(tid) ?? 'no stack for that thread');
          const wanted = frames.map(([name, mark]) => ({
            language: 'python',
            function: name,
            file: running.script,
            line: lineOf(source, mark),
          }));
          const mine = own(stack, running).filter(({ function: name }) =>
            wanted.some((frame) => frame.function === name),
          );
          assert.deepEqual(mine, wanted);
          const [innermost] = stack;
          const library = libraryOnTop.get(situation);
          if (library) assert.match(innermost?.file ?? '', library);
          else assert.deepEqual(innermost, wanted[0]);
        });
      });
    }

    it('nobody holds the lock of the interpreter while all are blocked', async () => {
      await eventually(() => {
        assert.equal(toldBy(running).size, expected.length);
        assert.equal(stacksOf(running.child.pid ?? 0).gil.heldByTid, null);
      });
    });
  });
}
