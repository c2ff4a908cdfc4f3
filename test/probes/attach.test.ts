/** Tools that stop their target: it is found again as it was, whatever happens. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gdb } from '../../src/sources/tools/gdb.ts';
import type { Target } from '../../src/sources/tools/probe.ts';
import { liveView } from '../../src/view/live.ts';
import {
  asking,
  endAll,
  helpersOf,
  isInstalled,
  start,
  startMutex,
  startVfork,
  stateOf,
  tracerOf,
  until,
} from './programs.ts';

after(endAll);

const straceOf = (pid: number) => ({
  tool: 'strace',
  args: ['-yy', '-f', '-p', String(pid)],
  how: 'traces' as const,
  seconds: 0.4,
  endless: true,
});
const gdbOf = (pid: number) => {
  const target: Target = {
    pid, exe: null, tids: [pid], inner: new Map(), caught: null, files: [], user: null, hasStack: false,
  }; // prettier-ignore
  return { tool: 'gdb', args: gdb.args(target), how: 'traces' as const, seconds: 20 };
};
const ready = ['-c', 'echo ready; exec sleep 1000'];
const attach = (pid: number, more: Parameters<typeof asking>[1]) => liveView().attach(asking(pid, more));

describe(
  'after a deeper look the target is as it was before',
  { skip: !isInstalled('strace', 'gdb', 'gcc') },
  () => {
    for (const [tool, of] of [
      ['strace', straceOf],
      ['gdb', gdbOf],
    ] as const) {
      it(`${tool}: who slept sleeps again`, async () => {
        const pid = await startMutex();
        const { outcome, target, text, pausedSeconds } = await attach(pid, of(pid));
        assert.deepEqual([outcome, target, stateOf(pid), tracerOf(pid)], ['done', 'as-before', 'S', 0]);
        assert.match(text, tool === 'strace' ? /FUTEX_WAIT/ : /pthread_mutex_lock/);
        if (tool === 'gdb') assert.ok((pausedSeconds ?? 0) > 0, 'gdb stops it, and that was not seen');
        assert.deepEqual(helpersOf(pid), []);
      });
      it(`${tool}: who was stopped stays stopped`, async () => {
        const pid = await startMutex();
        process.kill(pid, 'SIGSTOP');
        await until('it is stopped', () => stateOf(pid) === 'T');
        const { target } = await attach(pid, of(pid));
        assert.deepEqual([target, stateOf(pid), tracerOf(pid)], ['as-before', 'T', 0]);
      });
    }
    it('a tool that leaves its target stopped: it is let go on, and that is told', async () => {
      const pid = await start('sh', ready);
      const { target } = await attach(pid, {
        tool: 'sh',
        args: ['-c', `kill -STOP ${pid}; exit 3`],
        how: 'traces',
        seconds: 5,
      });
      assert.equal(target, 'resumed');
      await until('it goes on', () => stateOf(pid) === 'S');
    });
    it('a tool that takes too long is ended', async () => {
      const pid = await start('sh', ready);
      const stubborn = {
        tool: 'sh',
        args: ['-c', 'trap "" TERM; while :; do sleep 0.05; done'],
        how: 'asks' as const,
      };
      const { outcome, message } = await attach(pid, { ...stubborn, seconds: 0.3 });
      assert.deepEqual([outcome, message], ['deadline', 'sh did not end within 0.3 s']);
    });
    it('who is traced already is left alone, and the tracer is named', async () => {
      const pid = await startMutex();
      const tracer = spawn('strace', ['-f', '-o', '/dev/null', '-p', String(pid)], { stdio: 'ignore' });
      try {
        await until('it is traced', () => tracerOf(pid) !== 0);
        const { outcome, message } = await attach(pid, gdbOf(pid));
        assert.deepEqual(
          [outcome, message],
          ['refused', `it is traced already, by process ${tracer.pid} (strace)`],
        );
      } finally {
        tracer.kill('SIGTERM');
      }
    });
    it('who is in an uninterruptible sleep is left alone', async () => {
      const pid = await startVfork();
      await until('it sleeps', () => stateOf(pid) === 'D');
      const { outcome, message } = await attach(pid, straceOf(pid));
      assert.equal(outcome, 'refused');
      assert.match(message ?? '', /uninterruptible sleep/);
    });
    it('another process of the same number is not meant', async () => {
      const pid = await start('sh', ready);
      const { outcome } = await liveView().attach({ ...asking(pid, straceOf(pid)), startTicks: 1 });
      assert.equal(outcome, 'refused');
    });
    it('a tool that is not there is named with its package', async () => {
      const pid = await start('sh', ready);
      const { outcome, message } = await attach(pid, {
        tool: 'eu-stack-of-nobody',
        args: [],
        how: 'traces',
        seconds: 1,
      });
      assert.deepEqual([outcome, message], ['missing', 'eu-stack-of-nobody is not installed']);
    });
  },
);

const program = fileURLToPath(new URL('../../../dist/why-stuck.cjs', import.meta.url));

describe('killed at any moment', { skip: !isInstalled('strace', 'gdb', 'gcc') }, () => {
  const moments = 20;
  it(`nobody is left stopped, no helper stays behind: ${moments} moments`, async () => {
    const pid = await startMutex();
    let attached = 0;
    for (let at = 0; at < moments; at++) {
      const tool = at % 2 === 0 ? '--gdb' : '--strace=1s';
      const args = [program, '-p', String(pid), tool, '--sample', '0', '--no-logs'];
      const command = spawn(process.execPath, args, { stdio: 'ignore' });
      await until('a helper is there', () => helpersOf(pid).length > 0 || command.exitCode !== null);
      await pause(Math.random() * 900);
      if (tracerOf(pid) !== 0) attached += 1;
      command.kill('SIGKILL');
      await until(`moment ${at}, ${tool}: no helper`, () => helpersOf(pid).length === 0);
      assert.deepEqual([tracerOf(pid), stateOf(pid)], [0, 'S'], `moment ${at}, ${tool}`);
    }
    assert.ok(attached > 0, 'no moment was while a tool was attached');
  });
});
