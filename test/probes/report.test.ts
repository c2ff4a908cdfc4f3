/** Whole diagnoses with deeper looks: what they add to the report of a program that hangs, and to its recording. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readRecording } from '../../src/view/recorder.ts';
import type { Report } from '../../src/report/report.ts';
import {
  endAll,
  isInstalled,
  monitorLine,
  mutexLine,
  scratch,
  startLoop,
  startMonitors,
  startMutex,
} from './programs.ts';

after(endAll);

const program = fileURLToPath(new URL('../../../dist/why-stuck.cjs', import.meta.url));

const run = (...args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { maxBuffer: 2 ** 26 }, (_, stdout) => resolve(stdout));
  });

const reportOf = async (...args: readonly string[]): Promise<Report> => {
  const report: Report = JSON.parse(await run(...args, '--json', '--no-logs'));
  return report;
};

const processOf = (report: Report, pid: number) => {
  const found = report.processes.find((one) => one.pid === pid);
  assert.ok(found, `process ${pid} is not in the report`);
  return found;
};

describe('deeper looks in a report', () => {
  it(
    'C: strace proves silence, gdb names the line; a recording says it again',
    { skip: !isInstalled('strace', 'gdb', 'gcc') },
    async () => {
      const pid = await startMutex();
      const asked = ['-p', String(pid), '--strace=300ms', '--gdb'];
      const file = join(scratch, 'hang.json');
      await run('record', ...asked, '-o', file, '--no-logs');
      const { looks } = readRecording(readFileSync(file, 'utf8'));
      assert.equal(looks.length, 2);
      const report = await reportOf('--from', file);
      assert.deepEqual(
        report.probes?.map(({ tool }) => tool),
        ['strace', 'gdb'],
      );
      const [strace, gdb] = report.probes ?? [];
      assert.match(strace?.summary ?? '', /^no system call began or ended in 0\.3 s; it is in futex × 2$/);
      assert.ok((gdb?.pausedSeconds ?? 0) > 0 && (gdb?.tookSeconds ?? 0) > (gdb?.pausedSeconds ?? 0));
      assert.match(gdb?.text ?? '', /^Thread 2 /m);
      const frames = processOf(report, pid).threads.flatMap(({ userStack }) => userStack ?? []);
      assert.ok(
        frames.some(({ file: source, line }) => source?.endsWith('mutex.c') === true && line === mutexLine),
      );
    },
  );

  it(
    'Java: monitors have owners, so there is a deadlock',
    { skip: !isInstalled('java', 'javac', 'jcmd') },
    async () => {
      const pid = await startMonitors();
      const report = await reportOf('-p', String(pid), '--stacks');
      const [cause] = report.rootCauses;
      assert.deepEqual([report.verdict, cause?.kind, cause?.cycle], ['stuck', 'mutex', [pid]]);
      const between = report.edges
        .filter(({ kind }) => kind === 'mutex')
        .map(({ from, to }) => [from.tid, 'tid' in to && to.tid]);
      assert.deepEqual(between[0], [...(between[1] ?? [])].reverse());
      const blocked = processOf(report, pid).threads.filter(({ wait }) => wait?.kind === 'mutex');
      assert.equal(blocked.length, 2);
      for (const { userStack, wait } of blocked) {
        assert.equal(userStack?.[0]?.line, monitorLine);
        assert.match(wait?.object ?? '', /^monitor 0x[0-9a-f]+ \(java\.lang\.Object\)$/);
      }
    },
  );

  it('Node: where it loops, and the inspector is closed again', async () => {
    const pid = await startLoop();
    const report = await reportOf('-p', String(pid), '--stacks');
    const { userStack } = processOf(report, pid).threads[0] ?? {};
    const functions = (userStack ?? []).flatMap(({ file, function: name }) =>
      file?.endsWith('loop.js') === true ? [name] : [],
    );
    assert.ok(functions.length > 0, JSON.stringify(report.probes));
    assert.ok(!listens(pid), 'its inspector is still open');
  });

  it('without an option nobody is asked', async () => {
    const pid = await startLoop();
    const report = await reportOf('-p', String(pid));
    assert.equal(report.probes, undefined);
  });

  it('a pattern may follow --strace', async () => {
    const report = await reportOf('--strace', 'a-pattern-that-nobody-has-on-its-line-[x]');
    assert.deepEqual([report.verdict, report.query.patterns.length], ['no-match', 1]);
  });
});

/** Of the loopback's listeners those that are its own would be the inspector: it makes no others. */
function listens(pid: number): boolean {
  const ports = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').match(/ 0100007F:240D \S+ 0A /g) ?? [];
  return ports.length > 0;
}
