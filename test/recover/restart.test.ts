/** Restarts of awkward programs, for real: what ends, what comes back, and what is told. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import {
  daemon,
  eventually,
  isUp,
  linesIn,
  lookAt,
  perl,
  restartIt,
  running,
  stage,
  stepsOf,
  whyStuck,
  type Stage,
} from './programs.ts';

interface Row {
  readonly situation: string;
  /** How it is started, as a line of sh. */
  readonly start: (at: Stage) => string;
  /** What happens to it before. */
  readonly before?: (at: Stage, pid: number) => void;
  readonly args?: (at: Stage) => readonly string[];
  readonly code: 0 | 4;
  readonly reason?: RegExp;
  /** Among the steps, in this order. */
  readonly steps?: RegExp;
  readonly told?: RegExp;
}

const program = (at: Stage): string => join(at.directory, 'program');
const ownSleep = (at: Stage): string => {
  copyFileSync('/bin/sleep', program(at));
  return `echo ready ${at.name}; exec ${program(at)} 7711`;
};

const rows: readonly Row[] = [
  { situation: 'ignores SIGTERM', start: (at) => perl(at, 'stubborn'), code: 0, told: /SIGKILL/ },
  {
    situation: 'it and its children ignore SIGTERM',
    start: (at) => perl(at, 'stubborn-parent'),
    code: 0,
    steps: /stop.*start.*children/,
  },
  { situation: 'forks while it is ended', start: (at) => perl(at, 'forks-when-killed'), code: 0 },
  {
    situation: 'is stopped by a signal, and so really stuck',
    start: (at) => perl(at, 'simple'),
    before: (_, pid) => void process.kill(pid, 'SIGSTOP'),
    args: (at) => [at.name],
    code: 0,
  },
  {
    situation: 'dies at its second start',
    start: (at) => perl(at, 'dies-at-start'),
    args: (at) => [at.name, '--force', '--tries', '2'],
    code: 4,
    reason: /code 3/,
    steps: /stop.* start start:no delay start start:no/,
  },
  {
    situation: 'dies half a second after its second start',
    start: (at) => perl(at, 'dies-soon'),
    args: (at) => [at.name, '--force', '--threshold', '1s', '--tries', '1'],
    code: 4,
    reason: /code 4/,
  },
  {
    situation: 'has become another program by exec',
    start: (at) => `sh -c 'exec perl awkward.pl simple ${at.name}'`,
    code: 0,
  },
  {
    situation: 'its executable has been replaced',
    start: ownSleep,
    before: (at) => {
      rmSync(program(at));
      copyFileSync('/bin/sleep', program(at));
    },
    args: (at) => [program(at), '--force'],
    code: 0,
  },
  {
    situation: 'its executable is gone',
    start: ownSleep,
    before: (at) => rmSync(program(at)),
    args: (at) => [program(at), '--force'],
    code: 4,
    reason: /executable .* is gone/,
  },
  {
    situation: 'its script is gone',
    start: (at) => perl(at, 'simple'),
    before: (at) => rmSync(join(at.directory, 'awkward.pl')),
    code: 4,
    reason: /program .*awkward.pl is gone/,
  },
  {
    situation: 'its working directory is gone',
    start: (at) => {
      mkdirSync(join(at.directory, 'work'));
      return `cd work && exec perl ../awkward.pl simple ${at.name}`;
    },
    before: (at) => rmSync(join(at.directory, 'work'), { recursive: true }),
    code: 4,
    reason: /working directory .* is gone/,
  },
  {
    situation: 'a log says what it should',
    start: (at) => perl(at, 'simple'),
    args: (at) => [at.name, '--force', '--expect-log', `${at.log}:ready ${at.name}`],
    code: 0,
    steps: /log/,
  },
  {
    situation: 'a log had said it before, and does not say it again',
    start: (at) => {
      writeFileSync(join(at.directory, 'other.log'), 'ready\n');
      return perl(at, 'simple');
    },
    args: (at) => [
      at.name,
      '--force',
      '--expect-log',
      `${join(at.directory, 'other.log')}:ready`,
      '--expect-within',
      '300ms',
    ],
    code: 4,
    reason: /did not say/,
  },
  {
    situation: 'the record of it cannot be written',
    start: (at) => perl(at, 'simple'),
    args: (at) => [at.name, '--force', '--audit', '/dev/full'],
    code: 0,
    steps: /audit:no/,
  },
  {
    situation: 'evidence cannot be written',
    start: (at) => perl(at, 'simple'),
    args: (at) => [at.name, '--force', '--capture', '/proc/nowhere'],
    code: 0,
    steps: /capture:no.*stop/,
  },
];

async function check(t: TestContext, row: Row): Promise<void> {
  const at = stage(t);
  await daemon(at, row.start(at));
  const args = row.args?.(at) ?? [at.name, '--force'];
  const [old = 0, ...others] = running(args[0] ?? '').filter((pid) => lookAt(pid).ppid === 1);
  assert.ok(old > 0 && others.length === 0, `it runs once: ${[old, ...others].join()}`);
  const tree = running(at.name);
  row.before?.(at, old);
  const ran = await restartIt(at, [...args, '--yes']);
  const told = JSON.stringify(ran.report.restart, null, 1);
  assert.equal(ran.code, row.code, told);
  if (row.reason) assert.match(ran.target?.reason ?? '', row.reason);
  if (row.steps) assert.match(stepsOf(ran), row.steps);
  if (row.told) assert.match(told, row.told);
  const wasRefused = ran.target?.outcome === 'refused';
  assert.equal(isUp(old), wasRefused, told);
  if (wasRefused) return;
  assert.deepEqual(tree.filter(isUp), [], 'all of the old ones have ended');
  const now = running(args[0] ?? '').filter((pid) => lookAt(pid).ppid === 1);
  // also one that came back and failed a later check is told
  assert.deepEqual(now, (ran.target?.newPid ?? null) === null ? [] : [ran.target?.newPid], told);
}

describe('restart', { concurrency: 2 }, () => {
  for (const row of rows) test(`restart: ${row.situation}`, (t) => check(t, row));

  test('restart: everything that a starter gives comes back', async (t) => {
    const at = stage(t);
    const isRoot = process.getuid?.() === 0;
    const user = isRoot ? 'setpriv --reuid=65534 --regid=65534 --groups=7,8' : '';
    if (isRoot) writeFileSync(at.log, '', { mode: 0o666 });
    const given = `umask 027; export SOME='a b'; exec nice -n 3 ${user} prlimit --nofile=300:400 nohup perl awkward.pl stubborn ${at.name} 'two words' ''`;
    if (isRoot) (await import('node:fs')).chmodSync(at.directory, 0o777);
    await daemon(at, given);
    const [old = 0] = running(at.name);
    const before = factsOf(old);
    const ran = await restartIt(at, [at.name, '--force', '--yes']);
    assert.equal(ran.code, 0, JSON.stringify(ran.report.restart, null, 1));
    const pid = ran.target?.newPid ?? 0;
    assert.deepEqual(factsOf(pid), before);
    assert.equal(linesIn(at.log, `ready ${at.name}`), 2, 'the log was appended to');
  });

  test('restart: a port is held again', async (t) => {
    const at = stage(t);
    const port = String(20_000 + (process.pid % 10_000));
    await daemon(at, perl(at, 'listens', port));
    const ran = await restartIt(at, [at.name, '--force', '--yes']);
    assert.equal(ran.code, 0, JSON.stringify(ran.report.restart, null, 1));
    assert.match(JSON.stringify(ran.target?.steps), new RegExp(`it listens on tcp 127.0.0.1:${port}`));
  });

  test('restart: who is called differently is left alone', async (t) => {
    const at = stage(t);
    await daemon(at, perl(at, 'simple', '-p', '5000'));
    await daemon(at, perl(at, 'simple', '-p', '5001'));
    const [decoy = 0] = running(`${at.name} -p 5001`);
    const ran = await restartIt(at, [`${at.name} -p 5000`, '--force', '--yes']);
    assert.equal(ran.code, 0, JSON.stringify(ran.report.restart, null, 1));
    assert.ok(isUp(decoy));
    assert.deepEqual(running(`${at.name} -p 5001`), [decoy]);
  });

  test('restart: a parent that starts it again is left to do so', async (t) => {
    const at = stage(t);
    await daemon(at, `while :; do perl awkward.pl simple ${at.name}; sleep .3; done`);
    const ran = await restartIt(at, [`^perl awkward.pl simple ${at.name}`, '--force', '--yes']);
    assert.equal(ran.code, 0, JSON.stringify(ran.report.restart, null, 1));
    assert.match(JSON.stringify(ran.target?.steps), /started by its parent/);
    assert.equal(
      running(`perl awkward.pl simple ${at.name}`).filter((pid) => lookAt(pid).line.startsWith('perl'))
        .length,
      1,
    );
  });

  test('restart: two at once make one', async (t) => {
    const at = stage(t);
    await daemon(at, perl(at, 'stubborn'));
    const [old = 0] = running(at.name);
    const both = await Promise.all([1, 2].map(() => restartIt(at, [at.name, '--force', '--yes'])));
    const codes = both.map(({ code }) => code).sort((a, b) => a - b);
    assert.deepEqual(codes, [0, 4], both.map(({ target }) => target?.reason).join());
    assert.ok(!isUp(old));
    assert.equal(running(at.name).length, 1);
    assert.equal(linesIn(at.log, `ready ${at.name}`), 2);
  });

  test('restart: why-stuck is killed in the middle, and nothing is lost', async (t) => {
    const at = stage(t);
    await daemon(at, perl(at, 'stubborn'));
    const [old = 0] = running(at.name);
    const { spawn } = await import('node:child_process');
    const one = spawn(
      process.execPath,
      [
        whyStuck,
        at.name,
        '--restart',
        '--force',
        '--yes',
        '--no-logs',
        '--sample',
        '0',
        '--kill-after',
        '1s',
        '--settle',
        '5s',
        '--state-dir',
        join(at.directory, 'state'),
      ],
      { stdio: 'ignore' },
    );
    assert.ok(await eventually(() => !isUp(old), 10_000), 'the old one has ended');
    one.kill('SIGKILL');
    assert.ok(
      await eventually(() => linesIn(at.log, `ready ${at.name}`) === 2, 5000),
      'it was started again',
    );
    assert.equal(running(at.name).length, 1);
  });
});

/** What proc_pid_status(5) and its like tell, that a starter gives. */
function factsOf(pid: number): readonly string[] {
  const text = (name: string): string => readFileSync(`/proc/${pid}/${name}`, 'utf8');
  const stat = text('stat');
  return [
    text('cmdline'),
    text('environ'),
    ...text('status')
      .split('\n')
      .filter((line) => /^(?:Umask|Uid|Gid|Groups|SigIgn):/.test(line)),
    text('limits'),
    `nice ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]}`,
    `oom ${text('oom_score_adj')}`,
    ...[0, 1, 2].map((fd) => /^flags:.*$/m.exec(text(`fdinfo/${fd}`))?.[0] ?? ''),
  ];
}
