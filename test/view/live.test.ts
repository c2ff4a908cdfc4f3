/** The live view against this machine's own kernel: what it reads, remembers, and does not wait for. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { blockedForOf } from '../../src/machine/blocked.ts';
import { startedAtMs } from '../../src/machine/clocks.ts';
import { parseStat, statPath } from '../../src/sources/proc/stat.ts';
import { liveView } from '../../src/view/live.ts';
import { valueOf, type Reading, type View } from '../../src/view/view.ts';
import { procTree, stale } from './proc-tree.ts';

after(stale);

/** A child that sleeps in the kernel; it is seen to, not waited for. */
async function sleeper(t: {
  after: (done: () => void) => void;
}): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn('sleep', ['600'], { stdio: ['pipe', 'ignore', 'ignore'] });
  t.after(() => child.kill('SIGKILL'));
  await once(child, 'spawn');
  const { pid } = child;
  assert.ok(pid !== undefined);
  while (!/^\d+ \(sleep\) S/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))) await sleep(5);
  return Object.assign(child, { pid });
}

/** A command that prints the pid of the one that is looked at, and ends with its stdin's other end. */
async function started(
  t: { after: (done: () => void) => void },
  command: string,
  args: readonly string[],
): Promise<number> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = await once(child.stdout, 'data');
  const pid = Number(/\d+/.exec(String(line))?.[0]);
  t.after(() => {
    process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
  });
  return pid;
}

const statOf = (view: View, pid: number) => {
  const stat = parseStat(valueOf(view.text(statPath(pid))) ?? '');
  assert.ok(stat);
  return stat;
};

const reasonOf = (reading: Reading<unknown>): string => (reading.ok ? 'ok' : reading.reason);

test('live: what was read once is read again only in another look', async () => {
  const root = procTree({ 'sys/kernel/osrelease': 'first\n' });
  const view = liveView({ procRoot: root });
  const release = '/proc/sys/kernel/osrelease';
  assert.equal(valueOf(view.text(release)), 'first\n');
  writeFileSync(`${root}/sys/kernel/osrelease`, 'second\n');
  mkdirSync(`${root}/77`);
  assert.equal(valueOf(view.text(release)), 'first\n');
  assert.deepEqual(valueOf(view.names('/proc')), ['77', 'sys']);
  rmSync(`${root}/77`, { recursive: true });
  assert.deepEqual(valueOf(view.names('/proc')), ['77', 'sys']);
  await view.lookAgain(0);
  assert.equal(valueOf(view.text(release)), 'second\n');
  assert.deepEqual(valueOf(view.names('/proc')), ['sys']);
  assert.equal(view.remembered.length, 2);
  assert.deepEqual(view.remembered[0]?.texts.get(release), { ok: true, value: 'first\n' });
});

test('live: files of the kernel, links and names are what the kernel says', () => {
  const view = liveView();
  assert.equal(valueOf(view.text('/proc/self/comm')), readFileSync('/proc/self/comm', 'utf8'));
  assert.equal(
    valueOf(view.text(`/proc/${process.pid}/cmdline`)),
    readFileSync('/proc/self/cmdline', 'utf8'),
  );
  assert.equal(valueOf(view.link('/proc/self')), String(process.pid));
  assert.ok(valueOf(view.names('/proc/self/task'))?.includes(String(process.pid)));
  const links = valueOf(view.linked('/proc/self/fd')) ?? [];
  assert.equal(links[links.indexOf('0') + 1], readlinkSync('/proc/self/fd/0'));
  assert.equal(reasonOf(view.linked('/proc/self/none')), 'absent');
  assert.equal(statOf(view, process.pid).pid, process.pid);
});

test('live: why something could not be read', () => {
  const view = liveView({ procRoot: procTree({ '7/comm': 'x\n', 'fifo@': '' }) });
  const rows = [
    { path: '/proc/8/stat', want: 'gone' },
    { path: '/proc/7/stat', want: 'gone' },
    { path: '/proc/locks', want: 'absent' },
    { path: '/proc/7', want: 'failed' },
    { path: '/proc/7/comm/x', want: 'absent' },
    { path: '/sys/fs/fuse', want: 'absent' },
  ];
  for (const { path, want } of rows) assert.equal(reasonOf(view.text(path)), want, path);
  assert.equal(reasonOf(view.link('/proc/7/exe')), 'gone');
  assert.equal(reasonOf(view.names('/proc/8/task')), 'gone');
  // a fifo without a writer has nothing to be read, and nobody waits for one
  assert.deepEqual(view.text('/proc/fifo@'), { ok: true, value: '' });
});

test(
  'live: what another user may not read is denied',
  { skip: process.getuid?.() !== 0 && 'not root' },
  () => {
    const view = liveView();
    process.seteuid?.(65534);
    try {
      assert.equal(reasonOf(view.text('/proc/1/environ')), 'denied');
      assert.equal(reasonOf(view.link('/proc/1/exe')), 'denied');
      assert.equal(reasonOf(view.memory(1, 0x1000n, 8)), 'denied');
    } finally {
      process.seteuid?.(0);
    }
  },
);

test('live: bytes that are no UTF-8, a byte order mark, a file larger than the buffer', () => {
  const large = 'é'.repeat(300_000);
  const view = liveView({
    procRoot: procTree({
      '7/cmdline': Buffer.from([0xff, 0xc3, 0x28, 0, 0xef, 0xbb, 0xbf, 0x41]),
      '7/maps': large,
      '7/comm': large,
    }),
  });
  assert.equal(valueOf(view.text('/proc/7/cmdline')), '\uFFFD\uFFFD(\0\uFEFFA');
  assert.equal(valueOf(view.text('/proc/7/maps')), large);
  assert.equal(valueOf(view.text('/proc/7/comm')), large);
});

test('live: a process began when it was started, within 50 ms', async (t) => {
  const before = Date.now();
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  const spawned = Date.now();
  t.after(() => child.kill('SIGKILL'));
  assert.ok(child.pid !== undefined);
  const view = liveView();
  const began = startedAtMs(view.clocks, statOf(view, child.pid).startTicks);
  assert.ok(before - 50 <= began && began <= spawned + 50, `${before} ≤ ${began} ≤ ${spawned}`);
  await view.lookAgain(100);
  const again = startedAtMs(view.clocks, statOf(view, child.pid).startTicks);
  assert.ok(Math.abs(again - began) < 10, `${began} and ${again}`);
});

const uptime = (): number => Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]);

test('live: the clocks are those of the kernel, and go on from look to look', async () => {
  const [uptimeBefore, wallBefore] = [uptime(), Date.now()];
  const view = liveView();
  const first = view.clocks;
  assert.ok(first.bootSeconds > uptimeBefore - 0.02 && first.bootSeconds < uptime() + 0.02);
  assert.ok(first.wallMs >= wallBefore && first.wallMs <= Date.now());
  await view.lookAgain(100);
  const second = view.clocks;
  const passed = second.monotonicSeconds - first.monotonicSeconds;
  assert.ok(
    passed >= 0.099 && second.monotonicSeconds * 1e9 < Number(process.hrtime.bigint()),
    String(passed),
  );
  assert.ok(Math.abs(second.bootSeconds - first.bootSeconds - passed) < 0.02);
  assert.ok(Math.abs(second.wallMs - first.wallMs - passed * 1000) < 20);
  if (first.schedulerMs !== null && second.schedulerMs !== null)
    assert.ok(second.schedulerMs - first.schedulerMs >= 95);
});

test('live: a thread has slept at least since it was seen asleep, at most since it was started', async (t) => {
  const before = process.hrtime.bigint();
  const { pid } = await sleeper(t);
  const seen = process.hrtime.bigint();
  await sleep(300);
  const atLeast = Number(process.hrtime.bigint() - seen) / 1e9;
  const view = liveView();
  const atMost = Number(process.hrtime.bigint() - before) / 1e9;
  const stat = statOf(view, pid);
  const blocked = blockedForOf(view, { pid, tid: pid, state: stat.state, startTicks: stat.startTicks });
  if (view.clocks.schedulerMs === null) return t.skip('the kernel does not show its scheduler');
  assert.ok(blocked?.atMost !== null && blocked !== null);
  assert.ok(
    blocked.atLeast >= atLeast - 0.05 && blocked.atLeast <= atMost,
    `${blocked.atLeast} of ${atMost}`,
  );
  assert.ok(blocked.atMost >= atLeast, `${blocked.atMost} of ${atLeast}`);
});

test('live: memory, whole, short and not there', async (t) => {
  const { pid } = await sleeper(t);
  const view = liveView();
  const maps = readFileSync(`/proc/${pid}/maps`, 'latin1').trim().split('\n');
  const at = (line: string | undefined, end: 0 | 1): bigint =>
    BigInt(`0x${/^(\w+)-(\w+) /.exec(line ?? '')?.[end + 1]}`);
  const image = at(maps[0], 0);
  const stackEnd = at(
    maps.find((line) => line.endsWith('[stack]')),
    1,
  );
  const bytes = valueOf(view.memory(pid, image, 4));
  assert.deepEqual(bytes && [...bytes], [0x7f, 0x45, 0x4c, 0x46]);
  assert.equal(valueOf(view.memory(pid, stackEnd - 16n, 64))?.length, 16);
  assert.equal(reasonOf(view.memory(pid, 0x10n, 8)), 'failed');
  assert.equal(reasonOf(view.memory(pid, 2n ** 64n - 8n, 8)), 'failed');
  assert.equal(valueOf(view.memory(pid, image, 0))?.length, 0);
  assert.equal(reasonOf(view.memory(2 ** 22 + 1, image, 8)), 'gone');
});

test('live: the times of a pipe, and of nothing that could hang', async (t) => {
  const before = Date.now();
  const pid = await started(t, 'sh', ['-c', 'echo x | sleep 600 & echo $!; wait']);
  const now = Date.now();
  const view = liveView();
  assert.match(valueOf(view.link(`/proc/${pid}/fd/0`)) ?? '', /^pipe:/);
  const times = valueOf(view.times(`/proc/${pid}/fd/0`));
  assert.ok(times && times.mtimeMs >= before - 20 && times.mtimeMs <= now + 1000);
  assert.equal(reasonOf(view.times(`/proc/${pid}/fd/2`)), 'failed', '/dev/null');
  assert.equal(reasonOf(view.times(`/proc/${pid}/cwd`)), 'failed');
  assert.equal(reasonOf(view.times(`/proc/${pid}/fd/999`)), 'gone');
});

test('live: the times of a terminal', async (t) => {
  const before = Date.now();
  const pid = await started(t, 'script', ['-qec', 'echo $$; exec sleep 600', '/dev/null']);
  const view = liveView();
  assert.match(valueOf(view.link(`/proc/${pid}/fd/0`)) ?? '', /^\/dev\/pts\/\d+$/);
  const times = valueOf(view.times(`/proc/${pid}/fd/0`));
  // the kernel keeps the times of terminals to eight seconds
  assert.ok(times && times.mtimeMs >= before - 8500 && times.mtimeMs <= Date.now() + 20);
});
