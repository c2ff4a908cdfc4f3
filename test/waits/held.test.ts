/** What is done to a process from outside: stopped, traced, frozen, throttled, ended. Texts of Linux 6.18, and real programs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spinning } from '../../src/waits/cpu.ts';
import { recognise } from '../../src/waits/index.ts';
import { newGroup, newGroup2 } from '../zoo/control-groups.ts';
import { inShort, onStage } from './on-stage.ts';
import { told, type Told } from './told.ts';

const asleep: Partial<Told> = {
  syscall: '230 0x1 0x1 0x7fff 0x0 0x0 0x0 0x7fff1ba13548 0x7f49720ed503',
  wchan: 'hrtimer_nanosleep',
};
const reader = '/proc/self/mountinfo';
const version1 =
  '37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer\n38 31 0:35 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu,cpuacct\n';
const version2 = '30 24 0:27 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n';
const inContainer = '30 24 0:27 /docker/3f1c /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n';

interface Row {
  readonly situation: string;
  readonly program: Partial<Told>;
  readonly others?: readonly Told[];
  readonly texts?: Readonly<Record<string, string>>;
  readonly want: string | null;
  readonly object?: string;
  readonly enders?: readonly string[];
  readonly fact?: RegExp;
}

const rows: readonly Row[] = [
  {
    situation: 'stopped by a signal, without a terminal',
    program: { ...asleep, state: 'T', wchan: 'do_signal_stop' },
    want: 'stopped',
    enders: ['outside'],
    fact: /SIGSTOP/,
  },
  {
    situation: 'stopped in a read of its terminal, which is another group’s',
    program: { state: 'T', wchan: 'do_signal_stop', syscall: '0 0x0 0x7f90 0xa 0x0 0x0 0x0 0x7ffd 0x7f90', ttyNr: 34816, tpgid: 50, sid: 50, fds: { 0: ['/dev/pts/0'] } },
    others: [{ pid: 50, name: 'bash' }],
    want: 'stopped',
    fact: /SIGTTIN.*\n.*bash \(50\)/,
  },
  {
    situation: 'stopped when it set the modes of its terminal',
    program: { state: 'T', wchan: 'do_signal_stop', syscall: '16 0x0 0x5402 0x7ffd 0x0 0x0 0x0 0x7ffd 0x7f90', ttyNr: 34816, tpgid: 50, sid: 50, fds: { 0: ['/dev/pts/0'] } },
    want: 'stopped',
    fact: /SIGTTOU/,
  },
  {
    situation: 'stopped in a read of a file, in the background: not the terminal’s doing',
    program: { state: 'T', syscall: '0 0x0 0x7f90 0xa 0x0 0x0 0x0 0x7ffd 0x7f90', ttyNr: 34816, tpgid: 50, fds: { 0: ['/tmp/file'] } },
    want: 'stopped',
    fact: /suspended job/,
  },
  {
    situation: 'stopped first, then frozen by version 1: in D',
    program: { ...asleep, state: 'D', wchan: 'do_signal_stop', cgroup: '6:freezer:/jobs\n' },
    texts: { [reader]: version1, '/sys/fs/cgroup/freezer/jobs/freezer.state': 'FROZEN\n' },
    want: 'stopped',
  },
  { situation: 'traced', program: { ...asleep, state: 't', tracer: 300 }, others: [{ pid: 300, name: 'gdb' }], want: 'traced', enders: ['300 continue'] },
  {
    situation: 'traced by a thread that is no leader: only that one can continue it',
    program: { ...asleep, state: 't', tracer: 301 },
    others: [{ pid: 300, name: 'dlv', threads: [{ tid: 301 }] }],
    texts: { '/proc/301/status': 'Name:\tdlv\nTgid:\t300\n' },
    want: 'traced',
    enders: ['300/301 continue'],
  },
  { situation: 'traced from a pid namespace that cannot be seen', program: { ...asleep, state: 't' }, want: 'traced', enders: ['unseen'] },
  {
    situation: 'traced, but it gets on',
    program: { ...asleep, tracer: 300 },
    others: [{ pid: 300, name: 'strace' }],
    want: 'sleep',
  },
  {
    situation: 'frozen with the group above its own (version 2)',
    program: { ...asleep, wchan: 'get_signal', cgroup: '0::/app.slice/one\n' },
    texts: {
      [reader]: version2,
      '/sys/fs/cgroup/app.slice/one/cgroup.events': 'populated 1\nfrozen 1\n',
      '/sys/fs/cgroup/app.slice/one/cgroup.freeze': '0\n',
      '/sys/fs/cgroup/app.slice/cgroup.freeze': '1\n',
    },
    want: 'frozen',
    object: '/app.slice',
    enders: ['outside'],
  },
  {
    situation: 'its group is to be frozen, another one of it is not there yet; this one is',
    program: { ...asleep, wchan: 'do_freezer_trap', cgroup: '0::/app\n' },
    texts: { [reader]: version2, '/sys/fs/cgroup/app/cgroup.events': 'populated 1\nfrozen 0\n', '/sys/fs/cgroup/app/cgroup.freeze': '1\n' },
    want: 'frozen',
  },
  {
    situation: 'its group is to be frozen, and it is not there yet',
    program: { ...asleep, cgroup: '0::/app\n' },
    texts: { [reader]: version2, '/sys/fs/cgroup/app/cgroup.events': 'populated 1\nfrozen 0\n', '/sys/fs/cgroup/app/cgroup.freeze': '1\n' },
    want: 'sleep',
  },
  {
    situation: 'a group that is not frozen',
    program: { ...asleep, cgroup: '0::/app\n' },
    texts: { [reader]: version2, '/sys/fs/cgroup/app/cgroup.events': 'populated 1\nfrozen 0\n', '/sys/fs/cgroup/app/cgroup.freeze': '0\n' },
    want: 'sleep',
  },
  {
    situation: 'the hierarchy is mounted from a group of its own',
    program: { ...asleep, wchan: 'get_signal', cgroup: '0::/docker/3f1c/worker\n' },
    texts: { [reader]: inContainer, '/sys/fs/cgroup/worker/cgroup.events': 'populated 1\nfrozen 1\n', '/sys/fs/cgroup/worker/cgroup.freeze': '1\n' },
    want: 'frozen',
    object: '/docker/3f1c/worker',
  },
  {
    situation: 'frozen by version 1, where it shows the function in which it slept',
    program: { ...asleep, state: 'D', cgroup: '6:freezer:/jobs/in\n' },
    texts: {
      [reader]: version1,
      '/sys/fs/cgroup/freezer/jobs/in/freezer.state': 'FROZEN\n',
      '/sys/fs/cgroup/freezer/jobs/in/freezer.self_freezing': '0\n',
      '/sys/fs/cgroup/freezer/jobs/freezer.self_freezing': '1\n',
    },
    want: 'frozen',
    object: '/jobs',
  },
  {
    situation: 'frozen, and a SIGSTOP waits for the thaw',
    program: { ...asleep, wchan: 'get_signal', cgroup: '0::/app\n', status: ['SigPnd:\t0000000000000000', 'ShdPnd:\t0000000000040000', 'SigBlk:\t0', 'SigIgn:\t0', 'SigCgt:\t0'] },
    texts: { [reader]: version2, '/sys/fs/cgroup/app/cgroup.events': 'populated 1\nfrozen 1\n' },
    want: 'frozen',
    fact: /SIGSTOP is pending/,
  },
  {
    situation: 'the groups cannot be seen, the function tells',
    program: { state: 'D', syscall: '-1 0x7fff1ba135e0 0x7f49722fe349', wchan: '__refrigerator', cgroup: '0::/../other\n' },
    want: 'frozen',
    object: '/../other',
  },
  {
    situation: 'a thousandth of a processor (version 1)',
    program: { state: 'R', syscall: 'running', cgroup: '1:cpu,cpuacct:/lab\n' },
    texts: {
      [reader]: version1,
      '/sys/fs/cgroup/cpu/lab/cpu.cfs_quota_us': '1000\n',
      '/sys/fs/cgroup/cpu/lab/cpu.cfs_period_us': '1000000\n',
      '/sys/fs/cgroup/cpu/lab/cpu.stat': 'nr_periods 3\nnr_throttled 3\nthrottled_time 0\n',
    },
    want: 'throttled',
    object: '/lab',
  },
  {
    situation: 'the group above its own gives a hundredth (version 2)',
    program: { state: 'R', syscall: 'running', cgroup: '0::/app/one\n' },
    texts: {
      [reader]: version2,
      '/sys/fs/cgroup/app/one/cpu.max': 'max 100000\n',
      '/sys/fs/cgroup/app/cpu.max': '1000 100000\n',
      '/sys/fs/cgroup/app/cpu.stat': 'usage_usec 9\nnr_periods 90\nnr_throttled 88\nthrottled_usec 8800000\n',
    },
    want: 'throttled',
    object: '/app',
  },
  {
    situation: 'a small quota that has never been used up',
    program: { state: 'R', syscall: 'running', cgroup: '0::/app\n' },
    texts: { [reader]: version2, '/sys/fs/cgroup/app/cpu.max': '1000 100000\n', '/sys/fs/cgroup/app/cpu.stat': 'nr_periods 90\nnr_throttled 0\n' },
    want: null,
  },
  {
    situation: 'half a processor slows it down, and leaves it more than next to nothing',
    program: { state: 'R', syscall: 'running', cgroup: '0::/app\n' },
    texts: { [reader]: version2, '/sys/fs/cgroup/app/cpu.max': '50000 100000\n', '/sys/fs/cgroup/app/cpu.stat': 'nr_periods 90\nnr_throttled 88\n' },
    want: null,
  },
  {
    situation: 'one that sleeps does not want a processor',
    program: { ...asleep, cgroup: '0::/app\n' },
    texts: { [reader]: version2, '/sys/fs/cgroup/app/cpu.max': '1000 100000\n', '/sys/fs/cgroup/app/cpu.stat': 'nr_periods 90\nnr_throttled 88\n' },
    want: 'sleep',
  },
  { situation: 'ended', program: { state: 'Z', ppid: 50, syscall: '-1 0x0 0x0' }, others: [{ pid: 50, name: 'init' }], want: 'zombie', enders: ['50 continue'] },
  {
    situation: 'ended while it was traced: its tracer comes first',
    program: { state: 'Z', ppid: 50, tracer: 300 },
    others: [{ pid: 50 }, { pid: 300, name: 'strace' }],
    want: 'zombie',
    enders: ['300 continue'],
  },
  { situation: 'running', program: { state: 'R', syscall: 'running' }, want: null },
  { situation: 'asleep when stat was read, running by now', program: { ...asleep, syscall: 'running' }, want: null },
]; // prettier-ignore
for (const { situation, program, others = [], texts = {}, want, object, enders, fact } of rows)
  test(`held: ${situation}`, async () => {
    const machine = told([{ pid: 100, ...program }, ...others], texts);
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    assert.equal(wait?.kind ?? null, want);
    if (object !== undefined) assert.equal(wait?.object, object);
    if (enders !== undefined) assert.deepEqual(inShort(wait?.enders ?? []), enders);
    if (fact) assert.match((wait?.facts ?? []).join('\n'), fact);
  });

test('cpu: a thread that computes is told with its ticks', () => {
  const thread = told([{ pid: 100, state: 'R', syscall: 'running' }])
    .process(100)
    ?.thread(100);
  assert.ok(thread);
  const wait = spinning(thread, 'for all of 0.3 s');
  assert.equal(wait.because, 'it computes: for all of 0.3 s');
  assert.deepEqual(wait.evidence, [
    { source: '/proc/100/stat', text: 'state R, 0 clock ticks used' },
    { source: '/proc/100/syscall', text: 'running' },
  ]);
});

const kindOf = async (
  look: (pid: number) => Promise<{ kind: string } | null>,
  pid: number,
): Promise<string | null> => (await look(pid))?.kind ?? null;

onStage('stopped, and continued', async (stage, look) => {
  const { pid } = await stage.start(['sleep', '3600'], { ready: null });
  await stage.asleep(pid, ['clock_nanosleep', 'nanosleep']);
  process.kill(pid, 'SIGSTOP');
  await stage.inState(pid, 'T');
  assert.equal(await kindOf(look, pid), 'stopped');
  process.kill(pid, 'SIGCONT');
  await stage.inState(pid, 'S');
  assert.equal(await kindOf(look, pid), 'sleep');
});

onStage('frozen with the group above its own, and thawed (version 2)', async (stage, look) => {
  if (process.getuid?.() !== 0) stage.skip('only root can make it');
  const { pid } = await stage.start(['sleep', '3600'], { ready: null });
  const group = newGroup2(stage, ({ write }) => write('cgroup.freeze', '0'));
  await stage.asleep(pid, ['clock_nanosleep', 'nanosleep']);
  group.add(pid);
  group.write('cgroup.freeze', '1');
  await stage.until('frozen', () => group.read('cgroup.events').includes('frozen 1'));
  const wait = await look(pid);
  assert.equal(wait?.kind, 'frozen');
  assert.match(wait.object, /zoo-frozen-with-the-group/);
  group.write('cgroup.freeze', '0');
  await stage.until('thawed', () => group.read('cgroup.events').includes('frozen 0'));
  assert.equal(await kindOf(look, pid), 'sleep');
});

onStage('frozen by whichever freezer there is, asleep and computing', async (stage, look) => {
  if (process.getuid?.() !== 0) stage.skip('only root can make it');
  const sleeps = await stage.start(['sleep', '3600'], { ready: null });
  const computes = await stage.perl('$| = 1; print "ready\\n"; 1 while 1;');
  const group = await newGroup(stage, 'freezer', ({ version, write }) =>
    version === 1 ? write('freezer.state', 'THAWED') : write('cgroup.freeze', '0'),
  );
  for (const { pid } of [sleeps, computes]) group.add(pid);
  if (group.version === 1) group.write('freezer.state', 'FROZEN');
  else group.write('cgroup.freeze', '1');
  await stage.until('frozen', () =>
    group.version === 1
      ? group.read('freezer.state').startsWith('FROZEN')
      : group.read('cgroup.events').includes('frozen 1'),
  );
  for (const { pid } of [sleeps, computes]) assert.equal(await kindOf(look, pid), 'frozen');
});

onStage('a thousandth of a processor', async (stage, look) => {
  if (process.getuid?.() !== 0) stage.skip('only root can make it');
  const group = await newGroup(stage, 'cpu', ({ version, write }) =>
    version === 1 ? write('cpu.cfs_quota_us', '-1') : write('cpu.max', 'max'),
  );
  const { pid } = await stage.perl('$| = 1; print "ready\\n"; 1 while 1;');
  assert.equal(await look(pid), null);
  if (group.version === 1) {
    group.write('cpu.cfs_period_us', '1000000');
    group.write('cpu.cfs_quota_us', '1000');
  } else group.write('cpu.max', '1000 1000000');
  group.add(pid);
  await stage.until('throttled', () => /nr_throttled [1-9]/.test(group.read('cpu.stat')));
  assert.equal(await kindOf(look, pid), 'throttled');
});
