/** vfork: whose child has not executed anything yet (vfork(2), clone(2)); texts of Linux 6.18 and of older kernels. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise } from '../../src/waits/vfork.ts';
import { inShort, onStage } from './on-stage.ts';
import { told, type Told } from './told.ts';

const parent = (syscall: string | null, wchan: string, more: Partial<Told> = {}): Told => ({
  pid: 100,
  state: 'D',
  wchan,
  ...(syscall === null ? {} : { syscall: `${syscall} 0x7ffd0efaa020 0x7f3ff86fc3b8` }),
  ...more,
});
const forked = 0x400040;
const executed = 0x400000;
const child = (pid: number, flags: number, startTicks: number, more: Partial<Told> = {}): Told => ({
  pid,
  ppid: 100,
  flags,
  startTicks,
  ...more,
});
const vfork = '58 0x56304bf7a31c 0x56304bf7b007 0x0 0x0 0x0 0x0';

const rows: readonly { situation: string; processes: readonly Told[]; want: readonly string[] | null }[] = [
  { situation: 'vfork', processes: [parent(vfork, 'kernel_clone'), child(200, forked, 500)], want: ['200 continue'] },
  { situation: 'clone with CLONE_VFORK, as posix_spawn does', processes: [parent('56 0x4111 0x7ffc7db83470 0x0 0x0 0x0 0x0', 'kernel_clone'), child(200, forked, 500)], want: ['200 continue'] },
  { situation: 'clone3, whose flags are in memory', processes: [parent('435 0x7ffec0868b20 0x58 0x0 0x0 0x0 0x0', 'kernel_clone'), child(200, forked, 500)], want: ['200 continue'] },
  { situation: 'an older kernel', processes: [parent(vfork, '_do_fork'), child(200, forked, 500)], want: ['200 continue'] },
  { situation: 'the call may not be seen', processes: [parent(null, 'kernel_clone'), child(200, forked, 500)], want: ['200 continue'] },
  {
    situation: 'an elder child that was forked, one that has executed, one that has ended',
    processes: [parent(vfork, 'kernel_clone'), child(201, forked, 400), child(203, forked, 500), child(204, executed, 600), child(205, forked, 700, { state: 'Z' })],
    want: ['203 continue'],
  },
  {
    situation: 'the child of another thread is none',
    processes: [parent(vfork, 'kernel_clone', { children: '201 ', threads: [{ tid: 101, children: '202 ' }] }), child(201, forked, 400), child(202, forked, 900)],
    want: ['201 continue'],
  },
  { situation: 'no child is found', processes: [parent(vfork, 'kernel_clone')], want: ['unseen'] },
  { situation: 'a plain clone', processes: [parent('56 0x1200011 0x0 0x0 0x0 0x0 0x0', 'copy_process'), child(200, forked, 500)], want: null },
  { situation: 'a disk', processes: [parent('0 0x3 0x7f 0x1 0x0 0x0 0x0', 'folio_wait_bit_common')], want: null },
]; // prettier-ignore
for (const { situation, processes, want } of rows)
  test(`vfork: ${situation}`, async () => {
    const machine = told(processes);
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    assert.deepEqual(wait && inShort(wait.enders), want);
  });

onStage('a parent in posix_spawn beside an elder fork', async (stage, look) => {
  const program = await stage.c(`
#include <sched.h>
static int waits(void *unused) { for (;;) sleep(3600); }
int main(void) {
  static char stack[65536];
  if (fork() == 0) for (;;) sleep(3600);
  say("ready\\n");
  clone(waits, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
}`);
  await stage.inState(program.pid, 'D');
  const children = await stage.until(
    'two children',
    () => stage.children(program.pid).length === 2 && stage.children(program.pid),
  );
  const wait = await look(program.pid);
  assert.equal(wait?.kind, 'vfork');
  assert.deepEqual(inShort(wait.enders), [`${children[1]} continue`]);
});
