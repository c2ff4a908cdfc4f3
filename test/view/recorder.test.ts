/** A live view, its recording, and the recorded view: the same answers, without the secrets. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { UsageError } from '../../src/view/errors.ts';
import { liveView, type LiveView } from '../../src/view/live.ts';
import { recordedView } from '../../src/view/recorded.ts';
import { readRecording, recordingOf, recordingText } from '../../src/view/recorder.ts';
import { recordingFormat } from '../../src/view/recording.ts';
import { valueOf, type View } from '../../src/view/view.ts';

/** Everything that a view can be asked, of one process. */
const answersOf = async (view: View, pid: number): Promise<readonly unknown[]> => {
  await view.slow([`/proc/${pid}/maps`]);
  const image = BigInt(`0x${/^\w+/.exec(valueOf(view.text(`/proc/${pid}/maps`)) ?? '')?.[0]}`);
  return [
    view.clocks,
    view.arch,
    ...['stat', 'cmdline', 'comm', 'wchan', 'nothing'].map((name) => view.text(`/proc/${pid}/${name}`)),
    view.text('/proc/0/stat'),
    view.link(`/proc/${pid}/exe`),
    view.link(`/proc/${pid}/nothing`),
    view.names(`/proc/${pid}/task`),
    view.names(`/proc/${pid}/nothing`),
    view.linked(`/proc/${pid}/fd`),
    view.linked(`/proc/${pid}/nothing`),
    view.memory(pid, image, 64),
    view.memory(pid, image + 8n, 8),
    view.memory(pid, 0x10n, 8),
    view.times(`/proc/${pid}/fd/0`),
    view.times(`/proc/${pid}/fd/1`),
    await view.run('env', []),
    await view.run('no-such-tool', ['-x']),
  ];
};

const child = async (t: { after: (done: () => void) => void }, args: readonly string[]): Promise<number> => {
  const started = spawn('sh', ['-c', 'echo ready; read x', 'sh', ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  t.after(() => started.kill('SIGKILL'));
  await once(started.stdout, 'data');
  assert.ok(started.pid !== undefined);
  return started.pid;
};

const again = (view: LiveView, secrets: 'hidden' | 'shown' = 'hidden'): View =>
  recordedView(readRecording(recordingText(recordingOf(view, { toolVersion: '1.2.3', secrets }))));

test('recording: two looks give the same answers again', async (t) => {
  const pid = await child(t, ['--port', '5000']);
  const live = liveView();
  const first = await answersOf(live, pid);
  await live.lookAgain(20);
  const second = await answersOf(live, pid);
  assert.notDeepEqual(first, second);
  const recorded = again(live);
  assert.deepEqual(await answersOf(recorded, pid), first);
  await recorded.lookAgain(20);
  assert.deepEqual(await answersOf(recorded, pid), second);
});

test('recording: secrets of command lines are hidden, environments are left out', async (t) => {
  const pid = await child(t, ['--password', 'hunter2', '--port', '5000']);
  const live = liveView();
  const cmdline = `/proc/${pid}/cmdline`;
  assert.match(valueOf(live.text(cmdline)) ?? '', /hunter2/);
  assert.ok(live.text(`/proc/${pid}/environ`).ok);
  await live.run('echo', ['--token=hunter2']);
  const text = recordingText(recordingOf(live, { toolVersion: '1.2.3' }));
  const recorded = again(live);
  assert.equal(
    valueOf(recorded.text(cmdline)),
    ['sh', '-c', 'echo ready; read x', 'sh', '--password', '***', '--port', '5000', ''].join('\0'),
  );
  assert.equal(valueOf(await recorded.run('echo', ['--token=hunter2'])), '--token=***\n');
  assert.ok(!text.includes('environ'));
  assert.equal(valueOf(again(live, 'shown').text(cmdline)), readFileSync(cmdline, 'utf8'));
});

test('recording: it says what made it, and of what', () => {
  const live = liveView();
  const query = { patterns: ['x'], pids: [7] };
  const recording = readRecording(recordingText(recordingOf(live, { toolVersion: '1.2.3', query })));
  assert.equal(recording.toolVersion, '1.2.3');
  assert.deepEqual(recording.query, query);
  assert.equal(recording.kernel, readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim());
  assert.equal(recording.madeAt, new Date(live.clocks.wallMs).toISOString());
});

const look = {
  clocks: { wallMs: 1, bootSeconds: 1, monotonicSeconds: 1, schedulerMs: null },
  texts: { '/proc/7/comm': 'x\n', '/proc/7/stack': { missing: 'denied', message: 'no' } },
  links: {},
  names: { '/proc': ['7'] },
  memory: { '7:0x10:4': 'AAAAAA==' },
  times: { '/proc/7/fd/0': { atimeMs: 1, mtimeMs: 2 } },
  runs: {},
};
const sound = {
  format: recordingFormat,
  version: 1,
  toolVersion: '1',
  madeAt: 'x',
  kernel: '6',
  arch: 'x64',
  looks: [look],
};
const withLook = (change: object): string => JSON.stringify({ ...sound, looks: [{ ...look, ...change }] });

test('recording: a sound one is read', () =>
  assert.equal(readRecording(JSON.stringify(sound)).looks.length, 1));

const files = [
  { situation: 'nothing', text: '', want: /not JSON/ },
  { situation: 'no JSON', text: '812 (sshd) S\n', want: /not JSON/ },
  { situation: 'cut off', text: JSON.stringify(sound).slice(0, 200), want: /not JSON/ },
  { situation: 'null', text: 'null', want: /no recording of why-stuck/ },
  { situation: 'a report', text: '{"schemaVersion":1}', want: /no recording of why-stuck/ },
  {
    situation: 'a later version',
    text: JSON.stringify({ ...sound, version: 2 }),
    want: /version 2, .* version 1/,
  },
  { situation: 'no looks', text: JSON.stringify({ ...sound, looks: [] }), want: /damaged/ },
  { situation: 'a number for a text', text: withLook({ texts: { '/proc/7/comm': 7 } }), want: /damaged/ },
  {
    situation: 'an unknown reason',
    text: withLook({ links: { a: { missing: 'lost', message: '' } } }),
    want: /damaged/,
  },
  { situation: 'names that are none', text: withLook({ names: { '/proc': [7] } }), want: /damaged/ },
  { situation: 'links that are none', text: withLook({ linked: { '/proc/7/fd': [0] } }), want: /damaged/ },
  { situation: 'no address', text: withLook({ memory: { '7:x:4': '' } }), want: /damaged/ },
  { situation: 'no clock', text: withLook({ clocks: { wallMs: 1 } }), want: /damaged/ },
  { situation: 'a part that is missing', text: withLook({ runs: undefined }), want: /damaged/ },
  { situation: 'a query that is none', text: JSON.stringify({ ...sound, query: [] }), want: /damaged/ },
];
for (const { situation, text, want } of files)
  test(`recording: ${situation}`, () =>
    assert.throws(
      () => readRecording(text, 'hang.json'),
      (error) =>
        error instanceof UsageError &&
        error.message.startsWith('hang.json is ') &&
        want.test(error.message) &&
        !error.message.includes('\n'),
    ));
