/** What is never done: who is refused, and what is asked for first. Real processes; none of them is signalled. */
import assert from 'node:assert/strict';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
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
  type Stage,
} from './programs.ts';

interface Row {
  readonly situation: string;
  readonly args: (at: Stage) => readonly string[];
  readonly code: number;
  readonly outcome: string;
  readonly reason: RegExp;
}

/** All of them with the same program, which runs on untouched. */
const rows: readonly Row[] = [
  {
    situation: 'not stuck',
    args: (at) => [at.name, '--yes'],
    code: 0,
    outcome: 'nothing-to-do',
    reason: /not stuck/,
  },
  {
    situation: 'a dry run',
    args: (at) => [at.name, '--force', '--dry-run'],
    code: 0,
    outcome: 'nothing-to-do',
    reason: /dry run/,
  },
  {
    situation: 'nobody to ask',
    args: (at) => [at.name, '--force'],
    code: 4,
    outcome: 'refused',
    reason: /no terminal/,
  },
  {
    situation: 'the first process',
    args: () => ['-p', '1', '--force', '--yes'],
    code: 4,
    outcome: 'refused',
    reason: /first process/,
  },
  {
    situation: 'an ancestor of why-stuck',
    args: () => ['-p', String(process.pid), '--force', '--yes'],
    code: 4,
    outcome: 'refused',
    reason: /runs under/,
  },
  {
    situation: 'no unit of systemd',
    args: (at) => [at.name, '--force', '--yes', '--via', 'systemd'],
    code: 4,
    outcome: 'refused',
    reason: /nothing that systemd/,
  },
  {
    situation: 'enough memory',
    args: (at) => [at.name, '--when-memory-above', '99.9%', '--yes'],
    code: 0,
    outcome: 'nothing-to-do',
    reason: /memory is used.*no more than/,
  },
];

const restartedOnce = (t: TestContext, ran: Awaited<ReturnType<typeof restartIt>>): void => {
  t.diagnostic(ran.target?.reason ?? 'recovered');
  assert.equal(ran.code, 0, JSON.stringify(ran.report.restart, null, 1));
};

describe('guards', { concurrency: 2 }, () => {
  test('guards: whatever is refused leaves the program alone', async (t) => {
    const at = stage(t);
    await daemon(at, perl(at, 'simple'));
    const [pid = 0] = running(at.name);
    const check = async ({ situation, args, code, outcome, reason }: Row): Promise<void> => {
      const ran = await restartIt(at, args(at));
      const told = `${situation}: ${JSON.stringify(ran.report.restart, null, 1)}`;
      assert.equal(ran.code, code, told);
      assert.equal(ran.report.restart?.outcome, outcome, told);
      assert.match(ran.target?.reason ?? '', reason, told);
      assert.ok(isUp(pid), told);
    };
    for (const row of rows) await check(row);
    assert.equal(linesIn(at.log, `ready ${at.name}`), 1);
  });

  test('guards: two programs are one too many, unless --max says so', async (t) => {
    const at = stage(t);
    for (const port of ['5000', '5001']) await daemon(at, perl(at, 'simple', port));
    const refused = await restartIt(at, [at.name, '--force', '--yes']);
    assert.equal(refused.code, 4);
    assert.match(refused.target?.reason ?? '', /2 programs .*--max allows 1/);
    assert.equal(linesIn(at.log, 'ready'), 2);
    const done = await restartIt(at, [at.name, '--force', '--yes', '--max', '2']);
    restartedOnce(t, done);
    assert.equal(done.report.restart?.targets.length, 2);
    assert.equal(linesIn(at.log, 'ready'), 4);
  });

  test('guards: a title over its arguments cannot be started again, a command can', async (t) => {
    const at = stage(t);
    await daemon(at, perl(at, 'renamed'));
    const [pid = 0] = running('a title of its own').filter((one) => one > 1 && lookAt(one).ppid === 1);
    const refused = await restartIt(at, ['-p', String(pid), '--force', '--yes']);
    assert.match(refused.target?.reason ?? '', /title over its arguments/);
    assert.ok(isUp(pid));
    const done = await restartIt(at, [
      '-p',
      String(pid),
      '--force',
      '--yes',
      '--command',
      `exec perl awkward.pl simple ${at.name}`,
    ]);
    restartedOnce(t, done);
    assert.ok(!isUp(pid));
    assert.deepEqual(running(at.name), [done.target?.newPid]);
  });

  test('guards: a limit is remembered; every step is on record', async (t) => {
    const at = stage(t);
    await daemon(at, perl(at, 'simple'));
    const args = [at.name, '--force', '--yes', '--limit', '1/1h'];
    restartedOnce(t, await restartIt(at, args));
    const again = await restartIt(at, args);
    assert.equal(again.code, 4);
    assert.match(again.target?.reason ?? '', /--limit allows 1/);
    const record = readFileSync(join(at.directory, 'state/audit.jsonl'), 'utf8').trim().split('\n');
    const steps = record.map((line) => /"step":"([\w-]+)"/.exec(line)?.[1] ?? '');
    assert.ok(
      steps.indexOf('preflight') < steps.indexOf('stop') && steps.includes('outcome'),
      steps.join(' '),
    );
  });

  test('guards: cron gives no terminal and hardly an environment', async (t) => {
    const at = stage(t);
    await daemon(at, perl(at, 'simple'));
    const ran = await restartIt(at, [at.name, '--force', '--yes'], {
      PATH: '/usr/bin:/bin',
      LOGNAME: 'root',
    });
    restartedOnce(t, ran);
    assert.match(stepsOf(ran), /preflight stop stop start alive/);
  });

  test('guards: a pid file names the target, is kept, and is not believed when it is stale', async (t) => {
    const at = stage(t);
    const file = join(at.directory, 'pid');
    await daemon(at, perl(at, 'simple'));
    const [pid = 0] = running(at.name);
    writeFileSync(file, `${pid}\n`);
    const done = await restartIt(at, ['--pid-file', file, '--force', '--yes']);
    restartedOnce(t, done);
    assert.equal(readFileSync(file, 'utf8').trim(), String(done.target?.newPid));
    const hourAgo = Date.now() / 1000 - 3600;
    utimesSync(file, hourAgo, hourAgo);
    const stale = await restartIt(at, ['--pid-file', file, '--force', '--yes']);
    assert.match(stale.stderr, /stale: \d+ is perl, which began after the file was written/);
    assert.equal(stale.code, 3);
    assert.ok(isUp(done.target?.newPid ?? 0));
  });

  test('guards: what does not run is started once, where that is asked for', async (t) => {
    const at = stage(t);
    const command = `cd ${at.directory} && exec perl awkward.pl simple ${at.name} >> log`;
    const args = [`awkward.pl simple ${at.name}`, '--yes'];
    const left = await restartIt(at, [...args, '--if-running']);
    assert.equal(left.code, 0);
    assert.equal(left.report.restart?.outcome, 'nothing-to-do');
    const both = await Promise.all(
      [1, 2].map(() => restartIt(at, [...args, '--start-if-missing', '--command', command])),
    );
    assert.ok(
      both.some(({ code }) => code === 0),
      both.map(({ report }) => JSON.stringify(report.restart)).join(),
    );
    const told = JSON.stringify(both.map(({ code, report }) => [code, report.restart]));
    assert.equal(running(`awkward.pl simple ${at.name}`).length, 1, told);
    assert.equal(linesIn(at.log, 'ready'), 1, told);
  });

  test('guards: settings of a file hold for what they match', async (t) => {
    const at = stage(t);
    const config = join(at.directory, 'config.json');
    const target = { match: at.name, hosts: ['*'], expectLog: `${at.log}:never said`, expectWithin: '200ms' };
    writeFileSync(config, JSON.stringify({ targets: [target] }));
    await daemon(at, perl(at, 'simple'));
    const ran = await restartIt(at, ['--force', '--yes', '--config', config, '--expect-within', '200ms']);
    assert.equal(ran.code, 4);
    assert.match(ran.target?.reason ?? '', /did not say "never said"/);
  });

  test(
    'guards: an unkillable one is told, and nothing is started beside it',
    { skip: !canFreeze() && 'needs a freezer of cgroup version 1' },
    async (t) => {
      const at = stage(t);
      await daemon(at, perl(at, 'simple'));
      const [pid = 0] = running(at.name);
      const group = `/sys/fs/cgroup/freezer/ws-${process.pid}`;
      const { mkdirSync, rmdirSync } = await import('node:fs');
      mkdirSync(group);
      t.after(async () => {
        writeFileSync(`${group}/freezer.state`, 'THAWED');
        await eventually(() => !isUp(pid));
        rmdirSync(group);
      });
      writeFileSync(`${group}/cgroup.procs`, String(pid));
      writeFileSync(`${group}/freezer.state`, 'FROZEN');
      const ran = await restartIt(at, [at.name, '--force', '--yes']);
      assert.equal(ran.code, 4);
      assert.match(ran.target?.reason ?? '', /did not end, not even of SIGKILL; nothing was started/);
      assert.equal(linesIn(at.log, 'ready'), 1);
    },
  );
});

function canFreeze(): boolean {
  try {
    readFileSync('/sys/fs/cgroup/freezer/tasks');
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
}
