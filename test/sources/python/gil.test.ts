/** Who holds the lock of the interpreter: a call into C that keeps it, while everybody else waits for it. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { eventually, lineOf, pythons, run, stacksOf, type Running } from './pythons.ts';

const source = `
import ctypes, os, sys, threading, time
def held():
    sys.stdout.write('%d\\n' % ctypes.CDLL(None).syscall(178 if os.uname()[4] == 'aarch64' else 186))
    sys.stdout.flush()
    ctypes.PyDLL(None).sleep(1000)  # <held>

def spin():
    while True:
        pass  # <spin>

def wants():
    time.sleep(0.05)
    time.sleep(0.05)

for work in wants, {'held': held, 'spin': spin}[sys.argv[1]]:
    thread = threading.Thread(target=work)
    thread.daemon = True
    thread.start()
time.sleep(1000)
`;

const started: Running[] = [];

after(() => {
  for (const running of started) running.end();
});

describe('who holds the lock of the interpreter', () => {
  for (const { path, version } of pythons()) {
    it(`a call into C that keeps it, Python ${version}`, async () => {
      const running = run([path], source, ['held']);
      started.push(running);
      await eventually(() => {
        const tid = Number(running.printed().trim() || Number.NaN);
        const stacks = stacksOf(running.child.pid ?? 0);
        assert.equal(stacks.gil.heldByTid, tid);
        assert.equal(stacks.threads.get(tid)?.[0]?.line, lineOf(source, 'held'));
      });
      running.end();
    });
  }
});

describe('a thread that runs while it is read', () => {
  const python = pythons().at(-1);
  it('has the stack of its loop, and holds the lock', async (t) => {
    if (!python) {
      assert.equal(process.env['CI'], undefined, 'python3 is not there');
      return t.skip('no Python here');
    }
    const running = run([python.path], source, ['spin']);
    started.push(running);
    await eventually(() => {
      const stacks = stacksOf(running.child.pid ?? 0);
      const holder = stacks.gil.heldByTid;
      assert.ok(holder !== null);
      const [innermost] = stacks.threads.get(holder) ?? [];
      assert.equal(innermost?.function, 'spin');
      const near = [lineOf(source, 'spin'), lineOf(source, 'spin') - 1];
      assert.ok(near.includes(innermost.line ?? 0), `line ${innermost.line}`);
    });
    running.end();
  });
});
