/** From a judgement to the report: the contract's story, then each field where it can go wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from '../../src/report/report.ts';
import type { Ender } from '../../src/waits/wait.ts';
import { blockedSource, child, task, type Sketch } from '../graph/graphs.ts';
import { processOf, ticksOfAge, told } from './judged.ts';

process.env['TZ'] = 'Asia/Tokyo';

const remote: Ender = { by: 'remote', address: '211.52.1.3:80' };
const silent = 285_583;
const age = 285_600.1;

/** The contract's example: the job of 18 December, and the child of it that has heard nothing since. */
const fetcher: readonly Sketch[] = [
  { pid: 25405, name: 'python', kind: 'child-exit', posture: 'open', enders: [child(26607)], startTicks: ticksOfAge(age), blocked: age - 0.5 },
  {
    pid: 26607,
    ppid: 25405,
    name: 'python',
    kind: 'tcp-receive',
    fd: 7,
    object: 'TCP 10.0.0.5:48822 → 211.52.1.3:80',
    because: 'recvfrom on fd 7: TCP 10.0.0.5:48822 to 211.52.1.3:80, established, nothing received for 3 days',
    enders: [remote],
    side: 'client',
    silentSeconds: { seconds: silent, source: 'tcp last receive' },
    startTicks: ticksOfAge(age),
    blocked: silent - 0.5,
  },
]; // prettier-ignore

test('make: the story, as the contract tells it', () => {
  const report = told(fetcher);
  assert.equal(report.verdict, 'stuck');
  assert.equal(report.takenAt, '2017-12-21T10:49:47.330+09:00');
  assert.deepEqual([report.host.name, report.host.kernel, report.host.arch], ['es04', '6.1.0', 'x64']);
  const culprit = processOf(report, 26607);
  assert.equal(culprit.startedAt, '2017-12-18T03:29:47.230+09:00');
  assert.ok(Math.abs(culprit.ageSeconds - age) < 0.01);
  assert.deepEqual(culprit.blockedFor?.source, 'tcp last receive');
  assert.equal(culprit.blockedFor.atLeast, silent);
  assert.deepEqual([culprit.status, culprit.role, culprit.stuckBehind], ['stuck', 'culprit', null]);
  assert.match(culprit.because ?? '', /^recvfrom on fd 7: TCP .* nothing received for 3 days/);
  assert.deepEqual(culprit.user, { uid: 0, name: 'root' });
  assert.deepEqual(culprit.threads[0]?.syscall, { number: 45, name: 'recvfrom', args: ['0x7', '0x7f00', '0xffffffff'] });
  assert.deepEqual(culprit.threads[0]?.wait, { kind: 'tcp-receive', fd: 7, object: 'TCP 10.0.0.5:48822 → 211.52.1.3:80', timeoutSeconds: null });
  const victim = processOf(report, 25405);
  assert.deepEqual([victim.status, victim.role, victim.stuckBehind], ['stuck', 'victim', 26607]);
  assert.equal(victim.blockedFor?.source, blockedSource);
  assert.deepEqual(report.edges, [
    { from: { pid: 25405, tid: 25405 }, to: { pid: 26607 }, kind: 'child-exit', certain: true, object: 'child 26607' },
    { from: { pid: 26607, tid: 26607 }, to: { remote: '211.52.1.3:80' }, kind: 'tcp-receive', certain: true, object: 'TCP 10.0.0.5:48822 → 211.52.1.3:80' },
  ]);
  const [cause, ...others] = report.rootCauses;
  assert.ok(cause);
  assert.deepEqual(others, []);
  assert.deepEqual([cause.pid, cause.tid, cause.kind, cause.cycle, cause.cycleThreads], [26607, 26607, 'tcp-receive', null, null]);
  assert.equal(cause.summary, 'python (26607) waits for 211.52.1.3:80: nothing received for 3 days');
  assert.deepEqual(cause.victims, [25405]);
  assert.match(cause.advice.join(' '), /time-out/);
  assert.deepEqual(cause.ends, {
    kill: [26607],
    resume: [],
    releases: 1,
    text: 'ending 26607 (python) releases 1 process; ending the one you asked for releases none',
  });
}); // prettier-ignore

test('make: nothing matches', () => {
  const report = told([], { matches: [] });
  assert.equal(report.verdict, 'no-match');
  assert.deepEqual([report.processes, report.edges, report.rootCauses], [[], [], []]);
});

const silentFor = (seconds: number) => ({ seconds, source: 'tcp last receive' });

const brackets: readonly { situation: string; sketch: Partial<Sketch>; want: Report['processes'][number]['blockedFor'] }[] = [
  { situation: 'the scheduler alone', sketch: { blocked: 100 }, want: { atLeast: 100, atMost: 101, source: blockedSource } },
  { situation: 'a silence inside of the bracket is better known', sketch: { blocked: 100, silentSeconds: silentFor(100.4) }, want: { atLeast: 100.4, atMost: 101, source: 'tcp last receive' } },
  { situation: 'silent before it began to wait: it worked in between', sketch: { blocked: 5, silentSeconds: silentFor(600) }, want: { atLeast: 5, atMost: 6, source: blockedSource } },
  { situation: 'the same wait begun anew again and again', sketch: { blocked: 1, timeoutSeconds: 5, enders: [{ by: 'clock', inSeconds: 4 }], silentSeconds: silentFor(600), motion: 'woke' }, want: { atLeast: 600, atMost: 600, source: 'tcp last receive' } },
  { situation: 'a connection that is older than the process', sketch: { blocked: 1, timeoutSeconds: 5, enders: [{ by: 'clock', inSeconds: 4 }], silentSeconds: silentFor(60_000), motion: 'woke' }, want: { atLeast: 1000, atMost: 1000, source: 'tcp last receive' } },
  { situation: 'it runs', sketch: { kind: null }, want: null },
]; // prettier-ignore

for (const { situation, sketch, want } of brackets)
  test(`make: blocked for, ${situation}`, () => {
    const report = told([
      { pid: 5, kind: 'tcp-receive', startTicks: ticksOfAge(1000), enders: [remote], ...sketch },
    ]);
    const blocked = processOf(report, 5).blockedFor;
    if (!want || !blocked || sketch.kind === null) assert.equal(blocked === null, want === null);
    else
      assert.deepEqual(
        { ...blocked, atLeast: round(blocked.atLeast), atMost: round(blocked.atMost ?? 0) },
        want,
      );
  });

const round = (seconds: number): number => Math.round(seconds * 100) / 100;

const places: readonly { situation: string; cgroups: Readonly<Record<string, string>>; unit: string | null; container: string | null }[] = [
  { situation: 'a service', cgroups: { '': '/system.slice/cron.service' }, unit: 'cron.service', container: null },
  { situation: 'a login', cgroups: { '': '/user.slice/user-1000.slice/session-3.scope' }, unit: 'session-3.scope', container: null },
  { situation: 'a unit of a user', cgroups: { '': '/user.slice/user-1000.slice/user@1000.service/app.slice/fetcher.service' }, unit: 'fetcher.service', container: null },
  { situation: 'a group of its own below its service', cgroups: { '': '/system.slice/web.service/payload' }, unit: 'web.service', container: null },
  { situation: 'version 1', cgroups: { cpu: '/', 'name=systemd': '/system.slice/ssh.service' }, unit: 'ssh.service', container: null },
  { situation: 'Docker with systemd', cgroups: { '': `/system.slice/docker-${'3f'.repeat(32)}.scope` }, unit: `docker-${'3f'.repeat(32)}.scope`, container: '3f'.repeat(32) },
  { situation: 'Docker with cgroupfs', cgroups: { memory: `/docker/${'3f'.repeat(32)}` }, unit: null, container: '3f'.repeat(32) },
  { situation: 'Kubernetes with containerd', cgroups: { '': `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod8a.slice/cri-containerd-${'ab'.repeat(32)}.scope` }, unit: `cri-containerd-${'ab'.repeat(32)}.scope`, container: 'ab'.repeat(32) },
  { situation: 'Kubernetes with cgroupfs', cgroups: { pids: `/kubepods/burstable/pod8a/${'cd'.repeat(32)}` }, unit: null, container: 'cd'.repeat(32) },
  { situation: 'Podman', cgroups: { '': `/machine.slice/libpod-${'ef'.repeat(32)}.scope/container` }, unit: `libpod-${'ef'.repeat(32)}.scope`, container: 'ef'.repeat(32) },
  { situation: 'who watches a container is not in it', cgroups: { '': `/machine.slice/libpod-conmon-${'ef'.repeat(32)}.scope` }, unit: `libpod-conmon-${'ef'.repeat(32)}.scope`, container: null },
  { situation: 'LXC', cgroups: { '': '/lxc.payload.web/system.slice/nginx.service' }, unit: 'nginx.service', container: 'web' },
  { situation: 'the root', cgroups: { '': '/' }, unit: null, container: null },
  { situation: 'nothing is known', cgroups: {}, unit: null, container: null },
]; // prettier-ignore

for (const { situation, cgroups, unit, container } of places)
  test(`make: unit and container, ${situation}`, () => {
    const process = processOf(told([{ pid: 5, kind: 'sleep', posture: 'rest', cgroups }]), 5);
    assert.deepEqual([process.unit, process.container], [unit, container]);
  });

test('make: a deadlock is one entry, named for the member that has waited longest; the others stand behind it', () => {
  const report = told([
    { pid: 5, name: 'tar', kind: 'file-lock', enders: [task(6)], blocked: 100 },
    { pid: 6, name: 'cp', kind: 'file-lock', enders: [task(7)], blocked: 300 },
    { pid: 7, name: 'mv', kind: 'file-lock', enders: [task(5)], blocked: 200 },
    { pid: 9, name: 'ls', kind: 'file-lock', enders: [task(5)], blocked: 50 },
  ]);
  const [cause, ...others] = report.rootCauses;
  assert.ok(cause);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [cause.pid, cause.kind, cause.cycle, cause.cycleThreads],
    [6, 'file-lock', [6, 7, 5], null],
  );
  assert.deepEqual(new Set(cause.victims), new Set([5, 7, 9]));
  assert.equal(cause.summary, 'cp (6), mv (7) and tar (5) wait for each other: file-lock');
  assert.deepEqual(
    report.processes.map(({ pid, role, stuckBehind }) => [pid, role, stuckBehind]),
    [
      [5, 'victim', 6],
      [6, 'culprit', null],
      [7, 'victim', 6],
      [9, 'victim', 6],
    ],
  );
  assert.equal(cause.ends?.releases, 3);
});

test('make: threads of one process that block each other', () => {
  const report = told([
    { pid: 5, tid: 5, name: 'java', kind: 'thread-join', enders: [task(5, 'thread 50', 'exit', 50)], blocked: 90 },
    { pid: 5, tid: 50, name: 'java', kind: 'mutex', enders: [task(5, 'm', 'release', 51)], blocked: 100 },
    { pid: 5, tid: 51, name: 'java', kind: 'mutex', enders: [task(5, 'n', 'release', 50)], blocked: 80 },
  ]);
  const [cause] = report.rootCauses;
  assert.ok(cause);
  assert.deepEqual([cause.pid, cause.tid, cause.cycle, cause.cycleThreads, cause.victims], [5, 50, [5], [50, 51], []]);
  assert.equal(cause.summary, '2 threads of java (5) wait for each other: mutex');
  assert.deepEqual(report.edges[0], { from: { pid: 5, tid: 5 }, to: { pid: 5, tid: 50 }, kind: 'thread-join', certain: true, object: 'thread 50' });
}); // prettier-ignore

test('make: a thread that has its own lock is a deadlock of one', () => {
  const [cause] = told([
    { pid: 5, kind: 'mutex', object: 'mutex at 0x55', enders: [task(5, 'm', 'release', 5)] },
  ]).rootCauses;
  assert.deepEqual(
    [cause?.cycle, cause?.cycleThreads, cause?.summary],
    [[5], null, 'program (5) waits for itself: mutex at 0x55'],
  );
});

test('make: a program that hangs in three threads hangs once', () => {
  const hung = (tid: number, blocked: number): Sketch => ({ pid: 5, tid, kind: 'tcp-receive', side: 'client', enders: [remote], blocked });
  const report = told([hung(5, 100), hung(50, 300), hung(51, 200), { pid: 9, kind: 'child-exit', posture: 'open', enders: [child(5)] }]);
  assert.deepEqual(report.rootCauses.map(({ pid, tid, victims }) => [pid, tid, victims]), [[5, 50, [9]]]);
  assert.deepEqual([processOf(report, 5).role, processOf(report, 5).blockedFor?.atLeast], ['culprit', 300]);
}); // prettier-ignore

const verdicts: readonly { situation: string; sketches: readonly Sketch[]; want: Report['verdict'] }[] = [
  { situation: 'all at rest', sketches: [{ pid: 5, kind: 'tcp-accept', posture: 'rest', enders: [{ by: 'outside', what: 'a client' }] }], want: 'ok' },
  { situation: 'one runs', sketches: [{ pid: 5, kind: null, motion: 'moved' }], want: 'ok' },
  { situation: 'a zombie alone', sketches: [{ pid: 5, kind: 'zombie', posture: 'rest', state: 'Z' }], want: 'ok' },
  { situation: 'one spins', sketches: [{ pid: 5, kind: 'cpu', motion: 'computing' }], want: 'suspect' },
  { situation: 'one is stopped among many', sketches: [{ pid: 5, kind: null, motion: 'moved' }, { pid: 6, kind: 'stopped', state: 'T' }], want: 'stuck' },
]; // prettier-ignore

for (const { situation, sketches, want } of verdicts)
  test(`make: the verdict, ${situation}`, () => assert.equal(told(sketches).verdict, want));

test('make: what could not be seen is told once', () => {
  const warning = { code: 'permission', pid: 1, message: 'may not see 1' };
  assert.deepEqual(told(fetcher, { warnings: [warning, { ...warning }, { ...warning, pid: 2 }] }).warnings, [
    warning,
    { ...warning, pid: 2 },
  ]);
});

test('make: what logs and verdicts both found is told once', () => {
  const twice = { kind: 'duplicate-children', pids: [1, 2], summary: 'two generations' } as const;
  const shared = { kind: 'shared-log-writers', pids: [1, 2], summary: 'both write a.log' } as const;
  const findings = [twice, { ...twice, pids: [2, 3] }, shared, { ...shared, summary: 'both write b.log' }];
  assert.deepEqual(told(fetcher, { findings }).findings.map(({ summary }) => summary), ['two generations', 'both write a.log', 'both write b.log']);
}); // prettier-ignore

test('make: a text is told once, and the same text of another file again', () => {
  const evidence = [
    { source: '/proc/locks', text: '1: FLOCK ' },
    { source: '/proc/locks', text: '1: FLOCK ' },
    { source: '/proc/5/fdinfo/3', text: '1: FLOCK ' },
  ];
  const process = processOf(told([{ pid: 5, kind: 'stopped', state: 'T', evidence }]), 5);
  assert.deepEqual(process.evidence, [
    { source: '/proc/locks', text: '1: FLOCK' },
    { source: '/proc/5/fdinfo/3', text: '1: FLOCK' },
  ]);
});

test('make: what is hidden in a command line is hidden in every sentence', () => {
  const redact = (argv: readonly string[]): readonly string[] =>
    argv.map((word) => word.replaceAll('hunter2', '***'));
  const sketch: Sketch = {
    pid: 5,
    kind: 'stopped',
    state: 'T',
    argv: ['curl', '-u', 'me:hunter2'],
    object: 'child (curl -u me:hunter2)',
    because: 'until curl -u me:hunter2 ends',
    evidence: [{ source: '/proc/5/cmdline', text: 'curl -u me:hunter2' }],
  };
  const report = told(
    [sketch, { pid: 6, kind: 'child-exit', enders: [task(5, 'curl -u me:hunter2', 'exit')] }],
    { redact },
  );
  assert.doesNotMatch(JSON.stringify(report), /hunter2/);
  assert.deepEqual(processOf(report, 5).argv, ['curl', '-u', 'me:***']);
});

const advised: readonly { situation: string; sketches: readonly Sketch[]; want: RegExp }[] = [
  { situation: 'stopped', sketches: [{ pid: 5, kind: 'stopped', state: 'T' }], want: /kill -CONT 5\b/ },
  { situation: 'a suspended job', sketches: [{ pid: 5, pgid: 5, kind: 'stopped', state: 'T', facts: ['it is a suspended job of its terminal (Ctrl-Z), or a signal stopped it'] }], want: /kill -CONT -- -5.*fg/ },
  { situation: 'frozen, version 2', sketches: [{ pid: 5, kind: 'frozen', enders: [{ by: 'outside', what: 'a thaw of the control group /jobs (0 into /sys/fs/cgroup/jobs/cgroup.freeze)' }] }], want: /echo 0 > \/sys\/fs\/cgroup\/jobs\/cgroup\.freeze/ },
  { situation: 'frozen, version 1, a name with a blank', sketches: [{ pid: 5, kind: 'frozen', enders: [{ by: 'outside', what: "a thaw of the control group /my jobs (THAWED into /sys/fs/cgroup/freezer/my jobs/freezer.state)" }] }], want: /echo THAWED > '\/sys\/fs\/cgroup\/freezer\/my jobs\/freezer\.state'/ },
  { situation: 'a parent that waits before it reads', sketches: [{ pid: 5, kind: 'child-exit', enders: [child(6)] }, { pid: 6, kind: 'pipe-write', enders: [task(5, 'pipe:[7]', 'data')] }], want: /communicate\(\)/ },
  { situation: 'two locks in opposite order', sketches: [{ pid: 5, kind: 'file-lock', enders: [task(6)] }, { pid: 6, kind: 'file-lock', enders: [task(5)] }], want: /same order/ },
  { situation: 'its own write end', sketches: [{ pid: 5, kind: 'pipe-read', facts: ['every write end is its own'] }], want: /right after the fork/ },
  { situation: 'an inherited write end', sketches: [{ pid: 5, kind: 'pipe-read', posture: 'owed', facts: ['sleep (6) has inherited its write end as fd 4'], enders: [task(6, 'pipe:[7]', 'data')] }, { pid: 6, kind: 'sleep', posture: 'rest' }], want: /close_fds/ },
  { situation: 'a mutex whose owner is gone', sketches: [{ pid: 5, kind: 'mutex' }], want: /robust/ },
  { situation: 'a disk', sketches: [{ pid: 5, kind: 'disk-io', state: 'D', enders: [{ by: 'device', what: 'a disk' }] }], want: /dmesg/ },
]; // prettier-ignore

for (const { situation, sketches, want } of advised)
  test(`make: advice, ${situation}`, () => {
    const { rootCauses } = told(sketches);
    assert.equal(rootCauses.length, 1);
    assert.match(rootCauses[0]?.advice.join(' ') ?? '', want);
  });
