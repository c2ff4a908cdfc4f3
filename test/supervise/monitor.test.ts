/** The rules of the monitor with a clock set by hand, and one real program whose grandchild keeps its output open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf } from '../../src/supervise/lines.ts';
import { monitor, type Program } from '../../src/supervise/monitor.ts';
import { programsIn } from '../../src/supervise/programs.ts';
import { realWorld } from '../../src/supervise/world.ts';

const program = (name: string, args: readonly string[] = ['/bin/x']): Program => ({
  name,
  args,
  uid: null,
  gid: null,
  env: null,
  cwd: null,
});

/** Processes end of TERM after a second, unless they are stubborn; of KILL at once. */
function stage({ isStubborn = false, fails = false } = {}) {
  let nowMs = 0;
  let timers: { at: number; act: () => void }[] = [];
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const after = (ms: number, act: () => void): (() => void) => {
    const timer = { at: nowMs + ms, act };
    timers.push(timer);
    return () => (timers = timers.filter((one) => one !== timer));
  };
  const watched = monitor({
    clockMs: () => nowMs,
    after,
    say: () => undefined,
    spawn({ name }, ended) {
      log.push(`${nowMs / 1000} start ${name}`);
      if (fails) throw new Error('EAGAIN');
      let isOver = false;
      const end = (how: string) => () => {
        if (isOver) return;
        isOver = true;
        ends.delete(name);
        log.push(`${nowMs / 1000} ${how} ${name}`);
        ended(how);
      };
      ends.set(name, end('end'));
      return {
        pid: 1,
        terminate: () => {
          log.push(`${nowMs / 1000} TERM ${name}`);
          if (!isStubborn) after(1000, end('end'));
        },
        kill: end('KILL'),
      };
    },
  });
  return {
    watched,
    log,
    die: (name: string) => ends.get(name)?.(),
    advance(seconds: number) {
      const until = nowMs + seconds * 1000;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers = timers.filter((one) => one !== next);
        nowMs = Math.max(nowMs, next.at);
        next.act();
      }
      nowMs = until;
    },
  };
}

test('supervise: who lived long is started at once, who died at once later each time', () => {
  const { watched, log, die, advance } = stage();
  watched.add(program('a'));
  assert.equal(log.length, 0, 'nothing runs before the start');
  watched.start();
  advance(5);
  die('a');
  advance(0);
  for (const seconds of [1, 2, 4]) {
    die('a');
    advance(seconds);
  }
  const starts = log.filter((line) => line.includes('start')).map((line) => Number.parseFloat(line));
  assert.deepEqual(starts, [0, 5, 6, 8, 12]);
});

test('supervise: the delay goes up to an hour, and one that cannot be started is tried again', () => {
  const { watched, log, advance } = stage({ fails: true });
  watched.add(program('a'));
  watched.start();
  advance(40_000);
  const starts = log.map((line) => Number.parseFloat(line));
  const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  assert.deepEqual(gaps.slice(0, 4), [1, 2, 4, 8]);
  assert.equal(Math.max(...gaps), 3600);
});

test('supervise: TERM, 5 s, KILL, and then the next one', () => {
  const { watched, log, advance } = stage({ isStubborn: true });
  watched.add(program('a'));
  watched.start();
  watched.restartAll();
  watched.restartAll();
  advance(4.9);
  assert.deepEqual(log, ['0 start a', '0 TERM a']);
  advance(0.2);
  assert.deepEqual(log.slice(2), ['5 KILL a', '5 start a']);
  advance(60);
  assert.equal(log.length, 4, 'the successor is not meant');
});

test('supervise: a restart that was ordered is no early death', () => {
  const { watched, log, advance } = stage();
  watched.add(program('a'));
  watched.start();
  for (let round = 0; round < 3; round++) {
    watched.restartAll();
    advance(1);
  }
  assert.equal(log.filter((line) => line.includes('start')).length, 4);
});

test('supervise: what was stopped or removed does not come back', async () => {
  const { watched, log, die, advance } = stage();
  for (const name of ['a', 'b']) watched.add(program(name));
  watched.start();
  die('a');
  watched.remove('a');
  watched.remove('b');
  advance(10);
  assert.equal(log.filter((line) => line.includes('start')).length, 2);
  watched.add(program('c'));
  const done = watched.stop();
  advance(10);
  await done;
  assert.equal(log.filter((line) => line.includes('start c')).length, 1);
  assert.throws(() => watched.remove('a'), /no program a/);
  assert.throws(() => watched.add(program('c')), /already/);
});

test('supervise: the same name again waits for the end of the old one', () => {
  const { watched, log, advance } = stage({ isStubborn: true });
  watched.add(program('a'));
  watched.start();
  watched.remove('a');
  watched.add(program('a'));
  advance(4);
  assert.equal(log.filter((line) => line.includes('start')).length, 1);
  advance(2);
  assert.deepEqual(log.slice(-2), ['5 KILL a', '5 start a']);
});

test('supervise: lines', () => {
  const told: string[] = [];
  const lines = linesOf((line) => told.push(line));
  for (const text of ['one\ntw', 'o\n\nthr', 'ee']) lines.take(Buffer.from(text));
  lines.take(Uint8Array.of(0xff, 0x41));
  assert.deepEqual(told, ['one', 'two', '']);
  lines.end();
  lines.end();
  assert.deepEqual(told.slice(3), ['three\\xffA']);
  lines.take(Buffer.from(`${'x'.repeat(20_000)}\n`));
  assert.deepEqual(
    told.slice(4).map((line) => line.length),
    [16_384, 3616],
  );
});

const wrongIn = (text: string): string => {
  const programs = programsIn(text);
  return typeof programs === 'string' ? programs : '';
};

test('supervise: programs are told with the line of what is wrong', () => {
  assert.deepEqual(programsIn('{ "programs": { "a": { "args": ["/bin/x"] } } }'), [program('a')]);
  assert.match(wrongIn('{ "programs": {\n "a": { "args": "x" } } }'), /^line 2: "args" must be a list/);
  assert.match(wrongIn('{ "programs": {\n "a": { "args": ["x"],\n "uid": "0" } } }'), /^line 3: "uid"/);
});

test('supervise: a grandchild that keeps the output does not hold the next start up', async () => {
  const told: string[] = [];
  const watched = monitor(
    realWorld((name, stream, text) => told.push(`${name} ${stream} ${text}`)),
    {
      thresholdSeconds: 0.1,
      killAfterSeconds: 0.3,
      firstDelaySeconds: 0.1,
      longestDelaySeconds: 1,
    },
  );
  watched.add(program('a', ['/bin/sh', '-c', 'trap "" TERM; echo up; sleep 3 & wait; sleep 3']));
  watched.start();
  const ups = (): number => told.filter((line) => line === 'a stdout up').length;
  const until = async (what: () => boolean): Promise<void> => {
    for (let waited = 0; waited < 5000 && !what(); waited += 20)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await until(() => ups() === 1);
  watched.restartAll();
  await until(() => ups() === 2);
  await watched.stop();
  assert.equal(ups(), 2, told.join('; '));
  assert.ok(told.some((line) => line.includes('SIGKILL')));
});
