/** A call that a filter has handed to a supervisor waits for whoever has the descriptor of its notifications: seccomp_unotify(2). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise } from '../../src/waits/index.ts';
import { inShort } from './on-stage.ts';
import { told, type Told } from './told.ts';

/** connect on fd 3: it has not begun, so it is no wait for a server. */
const caller: Told = {
  pid: 100,
  syscall: '42 0x3 0x7f12345000 0x10 0x0 0x0 0x0 0x7ffd38873768 0x7fefafd1e2d5',
  wchan: 'seccomp_do_user_notification.isra.0',
  fds: { 3: ['socket:[48123]'] },
};
const supervisor = (pid: number): Told => ({ pid, fds: { 4: ['anon_inode:seccomp notify'] } });

const rows: readonly { situation: string; others: readonly Told[]; want: readonly string[] }[] = [
  { situation: 'one supervisor', others: [supervisor(200), { pid: 300 }], want: ['200 continue'] },
  {
    situation: 'one of two',
    others: [supervisor(200), supervisor(300)],
    want: ['200 continue', '300 continue'],
  },
  { situation: 'none that can be seen', others: [{ pid: 300 }], want: ['unseen'] },
];

for (const { situation, others, want } of rows) {
  test(`seccomp: ${situation}`, async () => {
    const machine = told([caller, ...others]);
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    assert.deepEqual([wait?.kind, wait?.posture], ['unknown', 'owed']);
    assert.deepEqual(inShort(wait?.enders ?? []), want);
  });
}
