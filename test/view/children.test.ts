/** What runs in a child: reads that may never return, and tools. None holds the view beyond its deadline. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { liveView } from '../../src/view/live.ts';
import { notInstalled } from '../../src/view/tools.ts';
import { valueOf } from '../../src/view/view.ts';
import { procTree, stale } from './proc-tree.ts';

after(stale);

const script = (body: string): string => {
  const file = `${procTree({})}/tool`;
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
};

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began) / 1e9;
};

test('slow: a read that never returns is given up, the others are answered', async () => {
  const view = liveView({ procRoot: procTree({ '7/maps@': '', '7/cmdline': 'a\0b\0', '8/maps@': '' }) });
  const paths = ['/proc/7/maps@', '/proc/7/cmdline', '/proc/8/maps@', '/proc/9/maps', '/proc/7/cmdline'];
  const seconds = await secondsOf(() => view.slow(paths));
  assert.ok(seconds >= 0.29 && seconds < 10, String(seconds));
  const reading = view.text('/proc/7/maps@');
  assert.deepEqual(reading, {
    ok: false,
    reason: 'timeout',
    message: '/proc/7/maps@ did not answer in 300 ms',
  });
  assert.equal(valueOf(view.text('/proc/7/cmdline')), 'a\0b\0');
  const gone = view.text('/proc/9/maps');
  assert.equal(gone.ok ? 'ok' : gone.reason, 'gone');
  // both hang at once: they share the deadline
  assert.equal(view.text('/proc/8/maps@').ok, false);
});

test('slow: what is known already is not asked again, who asks meanwhile gets the same answer', async () => {
  const view = liveView({ procRoot: procTree({ '7/maps@': '', '7/cmdline': 'a\0' }) });
  await Promise.all([view.slow(['/proc/7/maps@']), view.slow(['/proc/7/maps@'])]);
  assert.ok((await secondsOf(() => view.slow(['/proc/7/maps@']))) < 0.29);
});

test('slow: the process ends although its reader hangs', () => {
  const root = procTree({ '7/maps@': '' });
  const module = new URL('../../src/view/live.js', import.meta.url).href;
  const body = `const { liveView } = await import('${module}');
    const view = liveView({ procRoot: '${root}' });
    await view.slow(['/proc/7/maps@']);
    console.log(view.text('/proc/7/maps@').reason);`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', body], {
    timeout: 20_000,
    encoding: 'utf8',
  });
  assert.deepEqual([stdout, status], ['timeout\n', 0]);
});

test('run: once a look, whoever asks', async () => {
  const view = liveView();
  const count = `${procTree({})}/count`;
  const tool = script(`echo run >> ${count}; echo "$@"`);
  const [one, other] = await Promise.all([view.run(tool, ['a']), view.run(tool, ['a'])]);
  assert.deepEqual([valueOf(one), valueOf(other)], ['a\n', 'a\n']);
  await view.run(tool, ['a']);
  assert.equal(readFileSync(count, 'latin1'), 'run\n');
  await view.lookAgain(0);
  await view.run(tool, ['a']);
  assert.equal(readFileSync(count, 'latin1'), 'run\nrun\n');
});

test('run: a tool that does not answer is ended, with what it started', async () => {
  const view = liveView();
  const file = `${procTree({})}/pid`;
  const seconds = await secondsOf(async () => {
    const reading = await view.run(script(`sleep 600 & echo $! > ${file}; echo begun; wait`), [], 300);
    assert.equal(reading.ok ? 'ok' : reading.reason, 'timeout');
  });
  assert.ok(seconds < 10, String(seconds));
  const state = (): string =>
    /\) (\w)/.exec(readFileSync(`/proc/${readFileSync(file, 'latin1').trim()}/stat`, 'latin1'))?.[1] ?? '';
  for (
    const until = Date.now() + 2000;
    existsSync(`/proc/${readFileSync(file, 'latin1').trim()}`) && state() !== 'Z';
  )
    assert.ok(Date.now() < until, 'its child lives on');
});

test('run: a busy reader does not miss an answer that came in time', async () => {
  const [begun, done] = [`${procTree({})}/begun`, `${procTree({})}/done`];
  const deadline = Date.now() + 500;
  const asked = liveView().run(script(`touch ${begun}; sleep 0.1; echo answer; touch ${done}`), [], 500);
  while (!existsSync(begun)) await sleep(5);
  // nothing is read in the meantime
  while (!existsSync(done) || Date.now() < deadline + 100);
  assert.deepEqual(await asked, { ok: true, value: 'answer\n' });
});

const endings = [
  { situation: 'usable although it failed', body: 'echo rows; echo part failed >&2; exit 1', want: 'ok' },
  { situation: 'failed', body: 'echo cannot parse >&2; exit 1', want: 'failed' },
  { situation: 'not permitted', body: 'echo "open: Operation not permitted" >&2; exit 1', want: 'denied' },
  { situation: 'nothing to tell', body: 'exit 0', want: 'ok' },
  { situation: 'killed', body: 'kill -9 $$', want: 'failed' },
  { situation: 'without end', body: 'exec cat /dev/zero', want: 'failed' },
];
for (const { situation, body, want } of endings)
  test(`run: ${situation}`, async () => {
    const reading = await liveView().run(script(body), [], 20_000);
    assert.equal(reading.ok ? 'ok' : reading.reason, want);
  });

test('run: a tool that is not there is named, with the package that brings it', async () => {
  const reading = await liveView().run('no-such-tool', []);
  assert.deepEqual(reading, { ok: false, reason: 'absent', message: 'no-such-tool is not installed' });
  assert.equal(notInstalled('ss'), 'ss is not installed (Debian package iproute2)');
});

test('run: a tool sees nothing of our environment, and reads nothing', async () => {
  const output = valueOf(await liveView().run('env', [], 20_000));
  assert.equal(output, 'PATH=/usr/bin:/bin:/usr/sbin:/sbin\nLC_ALL=C\n');
  assert.equal(valueOf(await liveView().run('cat', [], 20_000)), '');
});
