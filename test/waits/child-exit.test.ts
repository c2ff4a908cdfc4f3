/** Waits for children: whom wait4 and waitid mean (wait4(2), waitid(2)), in texts of Linux 6.18 and on real programs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise } from '../../src/waits/child-exit.ts';
import { inShort, onStage } from './on-stage.ts';
import { told, type Told } from './told.ts';

const parent = (syscall: string, more: Partial<Told> = {}): Told => ({
  pid: 100,
  name: 'make',
  pgid: 100,
  wchan: 'do_wait',
  syscall: `${syscall} 0x7ffd6824a658 0x7f355c8f9bd3`,
  ...more,
});
const sleeper = (pid: number, more: Partial<Told> = {}): Told => ({
  pid,
  ppid: 100,
  name: 'sleep',
  argv: ['sleep', '3600'],
  ...more,
});
const any = '61 0xffffffff 0x7ffd6824a67c 0x0 0x0 0x0 0x0';
const forPid = (pid: number): string => `61 0x${pid.toString(16)} 0x0 0x0 0x0 0x0 0x0`;

const rows: readonly { situation: string; processes: readonly Told[]; object?: string; want: readonly string[] | null }[] = [
  {
    situation: 'any child, and there is one',
    processes: [parent(any), sleeper(200)],
    object: 'child 200 (sleep 3600)',
    want: ['200 exit'],
  },
  {
    situation: 'any of three: each could end it',
    processes: [parent(any), sleeper(201), sleeper(202), sleeper(203)],
    object: 'any of 3 children: 201, 202, 203',
    want: ['201 exit', '202 exit', '203 exit'],
  },
  { situation: 'one by its pid', processes: [parent(forPid(202)), sleeper(201), sleeper(202)], want: ['202 exit'] },
  {
    situation: 'the group of the parent itself: pid 0',
    processes: [parent('61 0x0 0x0 0x0 0x0 0x0 0x0'), sleeper(201, { pgid: 100 }), sleeper(202, { pgid: 202 })],
    want: ['201 exit'],
  },
  {
    situation: 'a group, as a negative pid',
    processes: [parent('61 0xffffff38 0x0 0x0 0x0 0x0 0x0', {}), sleeper(201, { pgid: 200, status: ['NSpgid:\t200'] }), sleeper(202, { pgid: 1, status: ['NSpgid:\t1'] })],
    want: ['201 exit'],
  },
  {
    situation: 'waitid for any (P_ALL), WEXITED',
    processes: [parent('247 0x0 0x0 0x7ffd 0x4 0x0 0x0'), sleeper(201)],
    want: ['201 exit'],
  },
  {
    situation: 'waitid for one (P_PID)',
    processes: [parent('247 0x1 0xca 0x7ffd 0x4 0x0 0x0'), sleeper(201), sleeper(202)],
    want: ['202 exit'],
  },
  {
    situation: 'waitid for a group (P_PGID)',
    processes: [parent('247 0x2 0xc8 0x7ffd 0x4 0x0 0x0'), sleeper(201, { pgid: 200, status: ['NSpgid:\t200'] }), sleeper(202)],
    want: ['201 exit'],
  },
  {
    situation: 'waitid by a pidfd (P_PIDFD)',
    processes: [
      parent('247 0x3 0x5 0x7ffd 0x4 0x0 0x0', { fds: { 5: ['anon_inode:[pidfd]', 'pos:\t0\nPid:\t202\nNSpid:\t202\n'] } }),
      sleeper(201),
      sleeper(202),
    ],
    want: ['202 exit'],
  },
  {
    situation: 'a child by its number in the pid namespace of the parent',
    processes: [
      parent(forPid(2), { status: ['NSpid:\t100\t1'] }),
      sleeper(2, { ppid: 1, status: ['NSpid:\t2'] }),
      sleeper(201, { status: ['NSpid:\t201\t2'] }),
      sleeper(202, { status: ['NSpid:\t202\t3'] }),
    ],
    want: ['201 exit'],
  },
  {
    situation: '__WNOTHREAD: the children of this thread alone',
    processes: [
      parent('61 0xffffffff 0x0 0x20000000 0x0 0x0 0x0', { children: '201 ', threads: [{ tid: 101, children: '202 ' }] }),
      sleeper(201),
      sleeper(202),
    ],
    want: ['201 exit'],
  },
  {
    situation: 'without __WCLONE only those that end with SIGCHLD',
    processes: [parent(any), sleeper(201, { exitSignal: 0 }), sleeper(202)],
    want: ['202 exit'],
  },
  {
    situation: '__WCLONE: only the others',
    processes: [parent('61 0xffffffff 0x0 0x80000000 0x0 0x0 0x0'), sleeper(201, { exitSignal: 0 }), sleeper(202)],
    want: ['201 exit'],
  },
  {
    situation: '__WALL: all of them, and whom it traces',
    processes: [
      parent('61 0xffffffff 0x0 0x40000000 0x0 0x0 0x0'),
      sleeper(201, { exitSignal: 0 }),
      sleeper(300, { ppid: 1, tracer: 100 }),
      sleeper(301, { ppid: 1, tracer: 7 }),
    ],
    want: ['201 exit', '300 exit'],
  },
  {
    situation: 'a tracer that waits for one that is not its child',
    processes: [parent(forPid(300)), sleeper(300, { ppid: 1, tracer: 100 })],
    object: 'tracee 300 (sleep 3600)',
    want: ['300 exit'],
  },
  {
    situation: 'one that has ended ends it at once',
    processes: [parent(any), sleeper(201, { state: 'Z' }), sleeper(202)],
    want: ['201 exit', 'clock', '202 exit'],
  },
  {
    situation: 'a leader that has exited while a thread lives on has not ended',
    processes: [parent(any), sleeper(201, { state: 'Z', threads: [{ tid: 205, state: 'S' }] })],
    want: ['201 exit'],
  },
  {
    situation: 'one that has ended is its tracer’s to collect first',
    processes: [parent(any), sleeper(201, { state: 'Z', tracer: 300 }), { pid: 300, name: 'strace' }],
    want: ['300 continue'],
  },
  { situation: 'nobody is found: somebody cannot be seen', processes: [parent(any)], object: 'a child', want: ['unseen'] },
  { situation: 'WNOHANG does not block', processes: [parent('61 0xffffffff 0x0 0x1 0x0 0x0 0x0'), sleeper(201)], want: null },
  { situation: 'another call', processes: [parent('0 0x0 0x7ffd 0x1 0x0 0x0 0x0'), sleeper(201)], want: null },
  {
    situation: 'the call may not be seen, wchan says it',
    processes: [{ pid: 100, wchan: 'do_wait' }, sleeper(201)],
    want: ['201 exit'],
  },
  { situation: 'nothing may be seen', processes: [{ pid: 100 }, sleeper(201)], want: null },
]; // prettier-ignore
for (const { situation, processes, object, want } of rows)
  test(`child-exit: ${situation}`, async () => {
    const machine = told(processes);
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    assert.deepEqual(wait && inShort(wait.enders), want);
    if (object !== undefined) assert.equal(wait?.object, object);
    if (wait) assert.equal(wait.posture, 'open');
  });

test('child-exit: the secrets of a child are not told', async () => {
  const machine = told([parent(any), sleeper(200, { argv: ['mysql', '-psecret', 'shop'] })]);
  const thread = machine.process(100)?.thread(100);
  assert.ok(thread);
  const wait = await recognise(thread, machine);
  assert.equal(wait?.object, 'child 200 (mysql -p*** shop)');
});

onStage('a shell that waits for two commands', async (stage, look) => {
  const bash = await stage.bash('sleep 3600 &\nsleep 3601 &\necho ready\nwait\n');
  await stage.asleep(bash.pid, ['wait4']);
  const wait = await look(bash.pid);
  assert.equal(wait?.kind, 'child-exit');
  assert.deepEqual(
    inShort(wait.enders),
    stage.children(bash.pid).map((pid) => `${pid} exit`),
  );
});

onStage('a child in a pid namespace of its own', async (stage, look) => {
  if (process.getuid?.() !== 0) stage.skip('only root can make it');
  const outer = await stage.start([
    'unshare',
    '--pid',
    '--fork',
    'bash',
    '-c',
    'echo ready; sleep 3600; true',
  ]);
  const inner = await stage.until('bash', () => stage.children(outer.pid)[0]);
  stage.own(inner);
  const sleep = await stage.until('sleep', () => stage.children(inner)[0]);
  stage.own(sleep);
  for (const [pid, child] of [[outer.pid, inner], [inner, sleep]] as const) {
    await stage.asleep(pid, ['wait4']);
    assert.deepEqual(inShort((await look(pid))?.enders ?? []), [`${child} exit`]);
  } // prettier-ignore
});

onStage('strace waits for whom it traces', async (stage, look) => {
  const target = await stage.start(['sleep', '3600'], { ready: null });
  await stage.asleep(target.pid, ['clock_nanosleep', 'nanosleep']);
  const strace = await stage.start(['strace', '-o', `${stage.dir}/calls`, '-p', String(target.pid)], {
    ready: null,
  });
  await stage.until('a tracer', () => stage.tracer(target.pid));
  await stage.asleep(strace.pid, ['wait4']);
  const wait = await look(strace.pid);
  assert.deepEqual(inShort(wait?.enders ?? []), [`${target.pid} exit`]);
});

const seizes = `
int main(int count, char **args) {
  ptrace(PTRACE_SEIZE, atoi(args[1]), 0, 0);
  say("ready\\n");
  for (;;) sleep(3600);
}`;

onStage('a child that has ended, and whose tracer does not collect it', async (stage, look) => {
  const bash = await stage.bash('sleep 3600\ntrue\n', { ready: null });
  const child = await stage.until('the command', () => stage.children(bash.pid)[0]);
  await stage.asleep(child, ['clock_nanosleep', 'nanosleep']);
  const tracer = await stage.c(`#include <sys/ptrace.h>\n${seizes}`, { args: [String(child)] });
  process.kill(child, 'SIGKILL');
  await stage.inState(child, 'Z');
  const wait = await look(bash.pid);
  assert.deepEqual(inShort(wait?.enders ?? []), [`${tracer.pid} continue`]);
});
