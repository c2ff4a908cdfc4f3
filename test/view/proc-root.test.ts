/** Another /proc: a captured tree, or a mount beside ours. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { behindMs } from '../../src/view/scheduler-clock.ts';
import { UsageError } from '../../src/view/errors.ts';
import { liveView } from '../../src/view/live.ts';
import { procRootAt } from '../../src/view/proc-root.ts';
import { valueOf } from '../../src/view/view.ts';
import { procTree, stale } from './proc-tree.ts';

after(stale);

test('proc root: a captured tree has the clocks and the processor of where it was captured', async () => {
  const procRoot = procTree({
    uptime: '1000.25 1900.00\n',
    stat: 'cpu  1 2 3\nbtime 1700000000\n',
    'self/sched': 'x (1, #threads: 1)\nse.exec_start                                :       1000123.500000\n',
    'sys/kernel/arch': 'aarch64\n',
  });
  const view = liveView({ procRoot });
  assert.deepEqual(view.clocks, {
    wallMs: 1_700_001_000_250,
    bootSeconds: 1000.25,
    monotonicSeconds: 1000.25,
    schedulerMs: 1_000_123.5,
  });
  assert.equal(view.arch, 'arm64');
  const reading = await view.run('ss', ['-x']);
  assert.equal(reading.ok ? 'ok' : reading.reason, 'absent');
  const times = view.times('/proc/7/fd/0');
  assert.equal(times.ok ? 'ok' : times.reason, 'absent');
});

test('proc root: a mount beside ours is read, and tools are told of it', () => {
  const other = '/proc/self/root/proc';
  const root = procRootAt(`${other}/`);
  assert.equal(root.kind, 'mounted');
  assert.equal(root.place('/proc/7/stat'), `${other}/7/stat`);
  assert.equal(root.place('/sys/fs/fuse'), `${other}/1/root/sys/fs/fuse`);
  assert.equal(root.argument('--net=/proc/7/ns/net'), `--net=${other}/7/ns/net`);
  assert.equal(root.argument('-xaenH'), '-xaenH');
  const view = liveView({ procRoot: other });
  assert.equal(valueOf(view.link('/proc/self')), String(process.pid));
  assert.equal(view.arch, process.arch);
});

test('proc root: what is none is told in one line', () => {
  const file = `${procTree({ stat: '' })}/stat`;
  for (const procRoot of ['/no/such/directory', file])
    assert.throws(
      () => liveView({ procRoot }),
      (error) =>
        error instanceof UsageError && error.message.includes(procRoot) && !error.message.includes('\n'),
    );
});

const row = (name: number, irq: number, softirq: number, steal: number): string =>
  `cpu${name} 3789 0 3851 64571 302 ${irq} ${softirq} ${steal} 0 0\n`;
const clocks = [
  { situation: 'nothing is stolen', stat: row(0, 0, 62, 0) + row(1, 0, 81, 0), lostMs: -1, want: 0 },
  {
    situation: 'more is stolen elsewhere',
    stat: row(0, 0, 62, 100) + row(1, 0, 81, 700),
    lostMs: 1000,
    want: 6000,
  },
  { situation: 'most is stolen here', stat: row(0, 0, 62, 900) + row(1, 0, 81, 700), lostMs: 9000, want: 0 },
  {
    situation: 'interrupts count too',
    stat: row(0, 10, 90, 0) + row(1, 20, 180, 0),
    lostMs: 1000,
    want: 1000,
  },
  { situation: 'one processor', stat: row(0, 0, 62, 900), lostMs: 9000, want: 0 },
  { situation: 'no rows', stat: '', lostMs: 0, want: 0 },
];
for (const { situation, stat, lostMs, want } of clocks)
  test(`scheduler clock: ${situation}`, () =>
    assert.equal(behindMs(`cpu  1 2 3 4\n${stat}`, 0, lostMs), want));
