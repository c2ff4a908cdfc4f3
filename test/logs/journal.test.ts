/** What is asked of the journal, and what becomes of its answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { journalsOf, journalText } from '../../src/logs/journal.ts';
import { timedOf } from '../../src/logs/timed.ts';
import { utc } from '../../src/logs/timestamps/zone.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { machineOf } from '../../src/machine/index.ts';
import { recordedView } from '../../src/view/recorded.ts';
import { runKey, type Recording } from '../../src/view/recording.ts';

/** As `journalctl --output=short-iso-precise` prints it (systemd 252). */
const answer = [
  '2017-12-18T03:29:47.230918+0900 es04 fetcher[812]: start 0144',
  '2017-12-18T03:29:48.000001+0900 es04 fetcher[812]: start 0145',
  '',
].join('\n');

function machine(runs: Readonly<Record<string, string>>): Machine {
  const recording: Recording = {
    format: 'why-stuck recording',
    version: 1,
    toolVersion: '0.1.0',
    madeAt: '2017-12-18T03:30:00.000+09:00',
    kernel: '6.1.0',
    arch: 'x64',
    looks: [
      {
        clocks: {
          wallMs: Date.parse('2017-12-18T03:30:00+09:00'),
          bootSeconds: 1000,
          monotonicSeconds: 1000,
          schedulerMs: null,
        },
        texts: {
          '/proc/812/stat': `812 (fetcher) S 1 812 812 0 -1 4194304 ${'0 '.repeat(10)}1 0 100 0 0\n`,
          '/proc/812/cgroup': '0::/system.slice/fetcher.service\n',
          '/proc/813/stat': `813 (other) S 1 813 813 0 -1 4194304 ${'0 '.repeat(10)}1 0 100 0 0\n`,
          '/proc/813/cgroup': '0::/user.slice/session-1.scope\n',
          '/proc/814/stat': `814 (filed) S 1 814 814 0 -1 4194304 ${'0 '.repeat(10)}1 0 100 0 0\n`,
        },
        links: {
          '/proc/812/fd/1': 'socket:[11]',
          '/proc/813/fd/2': 'socket:[12]',
          '/proc/814/fd/1': '/var/log/filed.log',
        },
        names: {
          '/proc': ['812', '813', '814'],
          ...Object.fromEntries(
            [812, 813, 814].flatMap((pid) => [
              [`/proc/${pid}/fd`, [pid === 813 ? '2' : '1']],
              [`/proc/${pid}/task`, [String(pid)]],
            ]),
          ),
        },
        memory: {},
        times: {},
        runs,
      },
    ],
  };
  return machineOf(recordedView(recording));
}

test('by unit where there is one, else by pid; not where stdout is a file', () => {
  assert.deepEqual(journalsOf(machine({}), [812, 813, 814]), [
    { match: '_SYSTEMD_UNIT=fetcher.service', pids: [812] },
    { match: '_PID=813', pids: [813] },
  ]);
});

test('its lines are a log', async () => {
  const match = '_PID=813';
  const key = runKey('journalctl', [
    '--no-pager',
    '--quiet',
    '--output=short-iso-precise',
    '--lines=5000',
    match,
  ]);
  const file = await journalText(
    machine({ [key]: `-- Boot 0dc8 --\n${answer}` }),
    match,
    Date.parse('2017-12-18T03:30:00+09:00'),
  );
  assert.equal(file?.path, 'journal, _PID=813');
  assert.equal(file.read(0, 1000).toString(), answer);
  assert.equal(timedOf(file, utc)?.clock.label, '%Y-%m-%dT%H:%M:%S.%f%z');
});

test('where there is no journal there is no log', async () => {
  assert.equal(await journalText(machine({}), '_PID=813', 0), null);
});
