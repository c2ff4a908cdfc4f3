/** Which signals end a wait for one, and whether that is a wait for the only child: as timeout(1) waits for its command. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise } from '../../src/waits/signal.ts';
import { inShort, onStage } from './on-stage.ts';
import { told, type Told } from './told.ts';

const status = (blocked: bigint, caught: bigint): readonly string[] =>
  ['SigPnd', 'ShdPnd', 'SigIgn']
    .map((name) => `${name}:\t0000000000000000`)
    .concat([
      `SigBlk:\t${blocked.toString(16).padStart(16, '0')}`,
      `SigCgt:\t${caught.toString(16).padStart(16, '0')}`,
    ]);
const [usr1, term, chld, libc] = [1n << 9n, 1n << 14n, 1n << 16n, 1n << 31n];
/** 0x10200: SIGUSR1 and SIGCHLD. */
const setOfTwo = '\x00\x02\x01\0\0\0\0\0';
const end = '0x7ffd38873768 0x7fefafd1e2d5';

const rows: readonly {
  situation: string;
  process: Partial<Told>;
  children?: readonly number[];
  want: {
    object: string;
    posture?: string;
    enders: readonly string[];
    timeoutSeconds?: number | null;
  } | null;
}[] = [
  {
    situation: 'pause, with handlers for two signals',
    process: {
      syscall: `34 0x7ffd 0xfffffff1 0x0 0x0 0x0 0x0 ${end}`,
      status: status(0n, usr1 | term | libc),
    },
    want: { object: 'SIGUSR1, SIGTERM', enders: ['outside'] },
  },
  {
    situation: 'pause without a handler: only death ends it',
    process: { syscall: `34 0x7ffd 0xfffffff1 0x0 0x0 0x0 0x0 ${end}`, status: status(0n, 0n) },
    want: { object: 'no signal that it handles', enders: ['outside'] },
  },
  {
    situation: 'rt_sigsuspend with a mask that leaves SIGTERM',
    process: {
      syscall: `130 0x7ffd38873840 0x8 0x0 0x0 0x0 0x0 ${end}`,
      status: status(0n, usr1 | term | chld),
      memory: { '0x7ffd38873840': setOfTwo },
    },
    children: [200],
    want: { object: 'SIGTERM', enders: ['outside'] },
  },
  {
    situation: 'rt_sigsuspend that SIGCHLD ends, with one child',
    process: {
      syscall: `130 0x7ffd38873840 0x8 0x0 0x0 0x0 0x0 ${end}`,
      status: status(0n, term | chld),
      memory: { '0x7ffd38873840': '\0\0\0\0\0\0\0\0' },
    },
    children: [200],
    want: { object: 'SIGTERM, SIGCHLD', posture: 'open', enders: ['200 exit', 'outside'] },
  },
  {
    situation: 'a master with several workers waits for none of them',
    process: { syscall: `34 0x0 0x0 0x0 0x0 0x0 0x0 ${end}`, status: status(0n, chld) },
    children: [200, 201],
    want: { object: 'SIGCHLD', enders: ['outside'] },
  },
  {
    situation: 'rt_sigtimedwait for two signals with a time-out of an hour',
    process: {
      syscall: `128 0x7fffd87b01e0 0x0 0x7fffd87b01d0 0x8 0x0 0x0 ${end}`,
      status: status(0n, 0n),
      memory: { '0x7fffd87b01d0': `\x10\x0e\0\0\0\0\0\0\0\0\0\0\0\0\0\0${setOfTwo}` },
    },
    want: { object: 'SIGUSR1, SIGCHLD', enders: ['outside', 'clock'], timeoutSeconds: 3600 },
  },
  {
    situation: 'its call may not be seen',
    process: { wchan: 'sigsuspend.isra.0' },
    want: { object: 'a signal', enders: ['unseen'] },
  },
  { situation: 'it reads', process: { syscall: `0 0x3 0x0 0x0 0x0 0x0 0x0 ${end}` }, want: null },
];

for (const { situation, process, children = [], want } of rows) {
  test(`signal: ${situation}`, async () => {
    const machine = told([{ pid: 100, ...process }, ...children.map((pid) => ({ pid, ppid: 100 }))]);
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    if (want === null || wait === null) return assert.equal(wait, want);
    assert.deepEqual([wait.kind, wait.posture, wait.signalEnds], ['signal', want.posture ?? 'rest', true]);
    assert.equal(wait.object, want.object);
    assert.deepEqual(inShort(wait.enders), want.enders);
    assert.equal(wait.timeoutSeconds, want.timeoutSeconds ?? null);
    return undefined;
  });
}

onStage('timeout waits for its command', async (stage, look) => {
  const timeout = await stage.start(['timeout', '300', 'sleep', '200'], { ready: null });
  const command = await stage.until('the command', () => stage.children(timeout.pid)[0]);
  await stage.asleep(timeout.pid, ['rt_sigsuspend']);
  const wait = await look(timeout.pid);
  assert.equal(wait?.kind, 'signal');
  assert.deepEqual(inShort(wait?.enders ?? []), [`${command} exit`, 'outside']);
});
