/** The findings that need no logs, on real programs: each where it is true, and silent where it nearly is. */
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { machineOf } from '../../src/machine/index.ts';
import type { Finding, FindingRule } from '../../src/verdicts/findings/finding.ts';
import { duplicateChildren } from '../../src/verdicts/findings/duplicate-children.ts';
import { fdLimitNear } from '../../src/verdicts/findings/fd-limit-near.ts';
import { nameMismatch } from '../../src/verdicts/findings/name-mismatch.ts';
import { orphanedWorker } from '../../src/verdicts/findings/orphaned-worker.ts';
import { replacedExecutable } from '../../src/verdicts/findings/replaced-executable.ts';
import { stalePidfile } from '../../src/verdicts/findings/stale-pidfile.ts';
import { unreapedChildren } from '../../src/verdicts/findings/unreaped-children.ts';
import { liveView } from '../../src/view/live.ts';
import { directory, kill, nameOf, script, start, stateOf, until } from '../support/programs.ts';

function find(rule: FindingRule, ...about: readonly number[]): readonly Finding[] {
  const machine = machineOf(liveView({ procRoot: '/proc' }));
  const subjects = about.map((pid) => machine.process(pid)).filter((one) => one !== null);
  assert.equal(subjects.length, about.length, 'not all of them are there');
  return rule(machine, subjects);
}

const workers = `
sub workers { my $count = shift; my @pids; for (1 .. $count) { my $pid = fork; if (!$pid) { sleep 3600; exit } push @pids, $pid } @pids }
`;

/** A daemon that starts workers, then itself anew under its interpreter's name, then workers again. */
const restarts = `${workers}
my @pids = workers(2);
if (!@ARGV) { print "old @pids\\n"; select undef, undef, undef, 0.3; exec '/usr/bin/perl', $0, 'again' }
print "new @pids\\n";
sleep 3600;`;

test('findings: two generations of forked workers, and the name that it had', async () => {
  const daemon = start(script('rotlogd', restarts), []);
  const [older, younger] = [await daemon.said('old'), await daemon.said('new')];
  const [twice, ...others] = find(duplicateChildren, daemon.pid);
  assert.deepEqual(others, []);
  assert.deepEqual(twice?.pids, [...older, ...younger]);
  assert.match(
    twice.summary,
    /^perl \(\d+\) has two generations of workers: 2 of before it started itself anew/,
  );
  const [name] = find(nameMismatch, daemon.pid);
  assert.deepEqual(name?.pids, [daemon.pid]);
  assert.match(name.summary, /was called rotlogd before/);
});

test('findings: a second pool of the same program is no second generation', async () => {
  const pools = start(script('pools', `${workers}\nmy @one = workers(2); select undef, undef, undef, 1.5; my @two = workers(2); print "all @one @two\\n"; sleep 3600;`), []);
  assert.equal((await pools.said('all')).length, 4);
  assert.deepEqual(find(duplicateChildren, pools.pid), []);
  assert.deepEqual(find(nameMismatch, pools.pid), []);
}); // prettier-ignore

const executes = (times: number, pauseSeconds: number): string => `
my @pids;
for my $round (1 .. ${times}) {
  for my $n (1, 2) { my $pid = fork; if (!$pid) { exec 'sleep', 3600 + $n } push @pids, $pid }
  select undef, undef, undef, ${pauseSeconds} if $round < ${times};
}
select undef, undef, undef, 0.3;
print "all @pids\\n";
sleep 3600;`;

test('findings: the same commands executed twice, far apart', async () => {
  const twice = start(script('starter', executes(2, 1.5)), []);
  const all = await twice.said('all');
  const [found] = find(duplicateChildren, twice.pid);
  assert.deepEqual(new Set(found?.pids), new Set(all));
  assert.match(found?.summary ?? '', /2 of an earlier start/);
});

test('findings: the same commands executed twice at once are a pool', async () => {
  const pool = start(script('pool', executes(2, 0)), []);
  await pool.said('all');
  assert.deepEqual(find(duplicateChildren, pool.pid), []);
});

const zombies = (count: number): string =>
  `my @pids; for (1 .. ${count}) { my $pid = fork; exit if !$pid; push @pids, $pid } print "all @pids\\n"; sleep 3600;`;

test('findings: children that nobody collects', async () => {
  const parent = start(script('careless', zombies(12)), []);
  const children = await parent.said('all');
  await until(() => children.every((pid) => stateOf(pid) === 'Z'));
  const [found] = find(unreapedChildren, parent.pid);
  assert.deepEqual(found?.pids, [parent.pid]);
  assert.match(found.summary, /^careless \(\d+\) does not collect its children: 12 have exited/);
});

test('findings: four that have just exited are not many', async () => {
  const parent = start(script('slow', zombies(4)), []);
  const children = await parent.said('all');
  await until(() => children.every((pid) => stateOf(pid) === 'Z'));
  assert.deepEqual(find(unreapedChildren, parent.pid), []);
});

test('findings: a program whose file is gone', async () => {
  const [kept, gone] = ['kept', 'gone'].map((name) => {
    const path = join(directory, name);
    copyFileSync('/bin/sleep', path);
    return { path, pid: start(path, ['3600']).pid };
  });
  assert.ok(kept && gone);
  await until(() => nameOf(gone.pid) === 'gone' && nameOf(kept.pid) === 'kept');
  unlinkSync(gone.path);
  const [found, ...others] = find(replacedExecutable, kept.pid, gone.pid);
  assert.deepEqual(others, []);
  assert.deepEqual(found?.pids, [gone.pid]);
  assert.match(found.summary, /^gone \(\d+\) still runs .*\/gone as it was before/);
});

const opens = (count: number): string =>
  `my @files; for (1 .. ${count}) { open(my $file, '<', '/dev/null') or die; push @files, $file } print "ready\\n"; sleep 3600;`;

for (const { situation, count, want } of [
  { situation: 'nearly all of its descriptors', count: 57, want: 1 },
  { situation: 'half of its descriptors', count: 30, want: 0 },
])
  test(`findings: a program has ${situation}`, async () => {
    const program = start('sh', ['-c', `ulimit -n 64; exec ${script(`opens-${count}`, opens(count))}`]);
    await program.said('ready');
    const found = find(fdLimitNear, program.pid);
    assert.deepEqual(found.map(({ pids: about }) => about), Array.from({ length: want }, () => [program.pid]));
    if (want > 0) assert.match(found[0]?.summary ?? '', /has \d+ open files and may have 64/);
  }); // prettier-ignore

const names: readonly { situation: string; command: string; name: string; want: RegExp | null }[] = [
  { situation: 'called something else in its arguments', command: 'exec -a httpd sleep 3600', name: 'sleep', want: /shows itself as httpd .* its program is sleep/ },
  { situation: 'executed through its own link', command: 'exec -a sh /proc/self/exe -c "sleep 3600; exit"', name: 'exe', want: /^exe \(\d+\) is called so, but its program is bash/ },
  { situation: 'renamed by itself', command: `exec perl -e '$0 = "x"; open(my $comm, ">", "/proc/self/comm"); print $comm "nginx"; close $comm; sleep 3600'`, name: 'nginx', want: /^nginx \(\d+\) is called so, but its program is perl/ },
  { situation: 'a login shell', command: 'exec -a -bash bash -c "sleep 3600; exit"', name: 'bash', want: null },
  { situation: 'a path', command: 'exec -a /sbin/init sleep 3600', name: 'sleep', want: null },
  { situation: 'a title', command: `exec perl -e '$0 = "worker: idle"; sleep 3600'`, name: 'worker: idle', want: null },
  { situation: 'a title of one word', command: `exec perl -e '$0 = "npm"; open(my $comm, ">", "/proc/self/comm"); print $comm "perl"; close $comm; sleep 3600'`, name: 'perl', want: null },
  { situation: 'an ordinary program', command: 'exec sleep 3600', name: 'sleep', want: null },
  { situation: 'a script under its own name', command: 'exec SCRIPT', name: 'named-by-itself', want: null },
  { situation: 'a script with a long name', command: 'exec LONG', name: 'much-longer-tha', want: null },
]; // prettier-ignore

for (const { situation, command, name, want } of names)
  test(`findings: the name of a program, ${situation}`, async () => {
    const forever = 'sleep 3600;';
    const line = command
      .replace('SCRIPT', script('named-by-itself', forever))
      .replace('LONG', script('much-longer-than-fifteen', forever));
    const { pid } = start('bash', ['-c', line]);
    await until(() => nameOf(pid) === name && stateOf(pid) === 'S');
    const found = find(nameMismatch, pid);
    if (want === null) assert.deepEqual(found, []);
    else assert.match(found[0]?.summary ?? '', want);
  });

/** Its parent leads a session of its own, as started here, forks a worker and is killed. */
async function orphanOf(source: string): Promise<number> {
  const parent = start(script('master', `${source}\nprint "worker $pid\\n"; sleep 3600;`), []);
  const [worker = 0] = await parent.said('worker');
  kill(parent.pid);
  await until(() => stateOf(parent.pid) === 'gone');
  await until(
    () =>
      !readFileSync(`/proc/${worker}/stat`, 'latin1').includes(` ${parent.pid} (`) && stateOf(worker) === 'S',
  );
  return worker;
}

test('findings: a worker that still reads from its dead master', async () => {
  const worker = await orphanOf(
    'pipe(my $read, my $write); my $pid = fork; if (!$pid) { close $write; sleep 3600; exit }',
  );
  const [found] = find(orphanedWorker, worker);
  assert.deepEqual(found?.pids, [worker]);
  assert.match(found.summary, /^master \(\d+\) lives on alone: its parent died .*still reads from a pipe/);
});

test('findings: workers that share what their dead master opened', async () => {
  const parent = start(
    script('prefork', `${workers}\nuse Socket; socketpair(my $one, my $two, AF_UNIX, SOCK_STREAM, PF_UNSPEC); my @pids = workers(2); print "all @pids\\n"; sleep 3600;`),
    [],
  ); // prettier-ignore
  const all = await parent.said('all');
  assert.deepEqual(find(orphanedWorker, ...all), [], 'their parent lives');
  kill(parent.pid);
  await until(() => stateOf(parent.pid) === 'gone');
  assert.deepEqual(find(orphanedWorker, ...all).flatMap(({ pids: about }) => about), all);
}); // prettier-ignore

test('findings: a daemon that left its starter on purpose is no orphan', async () => {
  const parent = start(
    script('daemonizes', `use POSIX; pipe(my $read, my $write); my $pid = fork; if (!$pid) { close $read; POSIX::setsid(); my $own = fork; exit if $own; open(STDIN, '<', '/dev/null'); print $write "$$\\n"; close $write; sleep 3600; exit } close $write; my $daemon = <$read>; waitpid $pid, 0; print "daemon $daemon";`),
    [],
  ); // prettier-ignore
  const [daemon = 0] = await parent.said('daemon');
  await until(() => stateOf(parent.pid) === 'gone' && stateOf(daemon) === 'S');
  assert.deepEqual(find(orphanedWorker, daemon), []);
});

for (const { situation, content, want } of [
  {
    situation: 'a pid file that names one that is gone',
    content: (gone: number) => `${gone}\n`,
    want: /which is gone, but/,
  },
  {
    situation: 'a pid file that names another program',
    content: (_: number, __: number, other: number) => `${other}\n`,
    want: /which is another program, but/,
  },
  { situation: 'a pid file that names it', content: (_: number, own: number) => `${own}\n`, want: null },
  { situation: 'a pid file that holds no pid', content: () => 'none\n', want: null },
])
  // prettier-ignore
  test(`findings: ${situation}`, async () => {
    const brief = start('true', []);
    await until(() => stateOf(brief.pid) === 'gone');
    const path = join(directory, `${situation.replaceAll(' ', '-')}.pid`);
    const keeper = start(script('keeper', `open(my $file, '+>', '${path}') or die; print "ready\\n"; sleep 3600;`), []);
    await keeper.said('ready');
    const other = start('sleep', ['3600']);
    writeFileSync(path, content(brief.pid, keeper.pid, other.pid));
    const found = find(stalePidfile, keeper.pid);
    if (want === null) assert.deepEqual(found, []);
    else assert.match(found[0]?.summary ?? '', want);
  });
