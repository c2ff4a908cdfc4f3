/** Who has the other end of a pipe or fifo, and when nobody has: texts of Linux 6.18, and one of 5.4 (`pipe_wait`). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found } from '../../src/view/view.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { recognise as recogniseOpen } from '../../src/waits/fifo-open.ts';
import { recognise as recogniseRead } from '../../src/waits/pipe-read.ts';
import { recognise as recogniseWrite } from '../../src/waits/pipe-write.ts';
import { unseenHolders } from '../../src/waits/unseen.ts';
import type { Wait } from '../../src/waits/wait.ts';
import { inShort, onStage } from './on-stage.ts';
import { told, type Told } from './told.ts';

const readEnd = ['pipe:[8011]', 'pos:\t0\nflags:\t00\nmnt_id:\t13\nino:\t8011\n'] as const;
const writeEnd = ['pipe:[8011]', 'pos:\t0\nflags:\t01\nmnt_id:\t13\nino:\t8011\n'] as const;
const fifo = (flags: string, ino = 2146393): readonly [string, string] => [
  '/run/control',
  `pos:\t0\nflags:\t${flags}\nmnt_id:\t26\nino:\t${ino}\n`,
];

const reader: Told = {
  pid: 100,
  name: 'reader',
  syscall: '0 0x3 0x7ffac25f1880 0x1 0x7ffac2618200 0x0 0x0 0x7ffc89826e78 0x7ffac27162ad',
  wchan: 'anon_pipe_read',
  stack: ['anon_pipe_read', 'vfs_read', 'ksys_read', 'do_syscall_64'],
  fds: { 3: readEnd },
};
const writer: Told = {
  pid: 100,
  name: 'writer',
  syscall: '1 0x4 0x56459b9af030 0x10000 0x0 0x0 0x0 0x7ffca6775a58 0x7f1d5a0b7350',
  wchan: 'anon_pipe_write',
  stack: ['anon_pipe_write', 'vfs_write', 'ksys_write', 'do_syscall_64'],
  fds: { 4: writeEnd },
};
const opensForReading: Told = {
  pid: 100,
  syscall: '257 0xffffff9c 0x7f5ab9511880 0x80000 0x0 0x0 0x0 0x7ffc35b86510 0x7f5ab9716011',
  wchan: 'wait_for_partner',
  stack: ['wait_for_partner', 'fifo_open', 'do_dentry_open', 'vfs_open', 'path_openat', 'do_filp_open'],
  cwd: '/srv',
  memory: { '0x7f5ab9511880': 'in/fifo' },
};
const busy: Told['threads'] = [{ tid: 101, state: 'R' }];

const waitOf = async (machine: Machine): Promise<Wait | null> => {
  const thread = machine.process(100)?.thread(100);
  assert.ok(thread);
  return (
    (await recogniseRead(thread, machine)) ??
    (await recogniseWrite(thread, machine)) ??
    (await recogniseOpen(thread, machine))
  );
};

interface Want {
  readonly kind: string;
  readonly object?: string;
  readonly posture?: string;
  readonly enders?: readonly string[];
  readonly facts?: readonly string[];
  readonly because?: RegExp;
}

const rows: readonly { situation: string; processes: readonly Told[]; want: Want | null }[] = [
  {
    situation: 'a child has the write end as its stdout',
    processes: [reader, { pid: 200, ppid: 100, name: 'child', fds: { 1: writeEnd } }],
    want: {
      kind: 'pipe-read',
      object: 'pipe:[8011]',
      posture: 'open',
      enders: ['200 data'],
      facts: ['child (200) has inherited its write end as fd 1'],
      because: /^read on fd 3: pipe:\[8011\], child \(200\) has inherited/,
    },
  },
  {
    situation: 'the parent writes: it has made the pipe',
    processes: [
      { ...reader, ppid: 50 },
      { pid: 50, name: 'shell', fds: { 5: writeEnd } },
    ],
    want: { kind: 'pipe-read', enders: ['50 data'], facts: ['shell (50) has its write end as fd 5'] },
  },
  {
    situation: 'a daemon was left behind with the write end, and its parent is gone',
    processes: [reader, { pid: 200, ppid: 1, name: 'perl', fds: { 1: writeEnd } }],
    want: {
      kind: 'pipe-read',
      enders: ['200 data'],
      facts: ['perl (200) has inherited its write end as fd 1'],
    },
  },
  {
    situation: 'who has only a read end, or a handle of it (O_PATH), can write nothing',
    processes: [
      reader,
      { pid: 200, fds: { 0: readEnd } },
      { pid: 300, name: 'writer', ppid: 7, fds: { 1: writeEnd } },
      { pid: 400, fds: { 9: ['pipe:[8011]', 'pos:\t0\nflags:\t010000000\n'] } },
    ],
    want: { kind: 'pipe-read', enders: ['300 data'] },
  },
  {
    situation: 'every write end is its own: nobody can end it',
    processes: [{ ...reader, fds: { 3: readEnd, 4: writeEnd } }],
    want: { kind: 'pipe-read', enders: [], facts: ['every write end is its own'] },
  },
  {
    situation: 'its own write end, and another thread that could use it',
    processes: [{ ...reader, fds: { 3: readEnd, 4: writeEnd }, threads: busy }],
    want: {
      kind: 'pipe-read',
      enders: ['100 data'],
      facts: ['every write end is its own: only another thread of it could use it'],
    },
  },
  {
    situation: 'its own write end beside another one: the end of the data never comes',
    processes: [
      { ...reader, fds: { 3: readEnd, 4: writeEnd } },
      { pid: 200, ppid: 100, name: 'child', fds: { 1: writeEnd } },
    ],
    want: {
      kind: 'pipe-read',
      enders: ['200 data'],
      facts: [
        'child (200) has inherited its write end as fd 1',
        'it has a write end itself, as fd 4, so it never sees the end of the data',
      ],
    },
  },
  {
    situation: 'nobody is seen to have a write end: then the call would have ended, so there is one',
    processes: [reader],
    want: { kind: 'pipe-read', enders: ['unseen'] },
  },
  {
    situation: 'every write end is its own, but one may be under way over a socket',
    processes: [
      { ...reader, fds: { 3: readEnd, 4: writeEnd } },
      { pid: 200, fds: { 5: ['socket:[77]', 'pos:\t0\nflags:\t02\nscm_fds: 1\n'] } },
    ],
    want: { kind: 'pipe-read', enders: ['unseen'] },
  },
  {
    situation: 'a full pipe: it is its reader that should make room',
    processes: [writer, { pid: 200, ppid: 100, name: 'child', fds: { 0: readEnd } }],
    want: {
      kind: 'pipe-write',
      posture: 'owed',
      enders: ['200 data'],
      because: /^write on fd 4: pipe:\[8011\], which is full, child \(200\)/,
    },
  },
  {
    situation: 'a full pipe whose only read end is its own',
    processes: [{ ...writer, fds: { 3: readEnd, 4: writeEnd } }],
    want: { kind: 'pipe-write', enders: [], facts: ['every read end is its own'] },
  },
  {
    situation: 'splice into a full pipe waits for room in the second descriptor, not for data in the first',
    processes: [
      {
        pid: 100,
        syscall: '275 0x5 0x0 0x4 0x0 0x32 0x0 0x7ffc3d73fac8 0x7f40eaf27103',
        wchan: 'pipe_wait_writable',
        stack: ['pipe_wait_writable', 'opipe_prep.part.0', 'do_splice', '__do_splice', '__x64_sys_splice'],
        fds: { 4: writeEnd, 5: ['pipe:[9000]', 'flags:\t00\n'] },
      },
      { pid: 200, fds: { 0: readEnd } },
    ],
    want: { kind: 'pipe-write', object: 'pipe:[8011]', enders: ['200 data'] },
  },
  {
    situation: 'a fifo with a name can be opened by anyone beside those who have it',
    processes: [
      { ...reader, fds: { 3: fifo('00') } },
      { pid: 200, name: 'other', ppid: 7, fds: { 6: fifo('01') } },
    ],
    want: { kind: 'pipe-read', object: 'fifo /run/control', enders: ['200 data', 'outside'] },
  },
  {
    situation: 'another file of the same path, in another mount namespace, is not this fifo',
    processes: [
      { ...reader, fds: { 3: fifo('02') } },
      { pid: 200, fds: { 6: fifo('01', 77) } },
    ],
    want: { kind: 'pipe-read', enders: ['outside'], facts: ['every write end is its own'] },
  },
  {
    situation: 'a fifo whose name has been removed is like a pipe',
    processes: [{ ...reader, fds: { 3: ['/run/control (deleted)', 'flags:\t02\nino:\t9\n'] } }],
    want: { kind: 'pipe-read', enders: [], facts: ['every write end is its own'] },
  },
  {
    situation: 'a read of a regular file waits for no pipe',
    processes: [{ ...reader, wchan: 'folio_wait_bit', stack: ['folio_wait_bit'], fds: { 3: fifo('00') } }],
    want: null,
  },
  {
    situation: 'opens a fifo for reading, by a path from its working directory',
    processes: [opensForReading],
    want: {
      kind: 'fifo-open',
      object: 'fifo /srv/in/fifo',
      posture: 'owed',
      enders: ['outside'],
      because: /^openat: opens fifo \/srv\/in\/fifo to read, which nobody has open to write$/,
    },
  },
  {
    situation: 'opens a fifo for writing, from an open directory',
    processes: [
      {
        ...opensForReading,
        syscall: '257 0x7 0x7f5ab9511880 0x241 0x1b6 0x0 0x0 0x7ffc35b86510 0x7f5ab9716011',
        fds: { 7: ['/run/spool'] },
      },
    ],
    want: {
      kind: 'fifo-open',
      object: 'fifo /run/spool/in/fifo',
      because: /to write, which nobody has open to read$/,
    },
  },
  {
    situation: 'another open that takes its time is no fifo',
    processes: [
      {
        ...opensForReading,
        wchan: 'request_wait_answer',
        stack: ['request_wait_answer', '__fuse_simple_request'],
      },
    ],
    want: null,
  },
  {
    situation: 'the call may not be seen, but the only pipe that it could read is known',
    processes: [
      { pid: 100, wchan: 'pipe_read', fds: { 0: readEnd, 1: ['pipe:[9000]', 'flags:\t01\n'] } },
      { pid: 200, fds: { 1: writeEnd } },
    ],
    want: { kind: 'pipe-read', object: 'pipe:[8011]', enders: ['200 data'], because: /may not be seen/ },
  },
  {
    situation: 'the call may not be seen, and it could read two pipes',
    processes: [
      { pid: 100, wchan: 'pipe_read', fds: { 0: readEnd, 6: ['pipe:[9000]', 'flags:\t00\n'] } },
      { pid: 200, fds: { 1: writeEnd } },
    ],
    want: { kind: 'pipe-read', object: 'a descriptor that may not be seen', enders: ['unseen'] },
  },
  {
    situation: 'until Linux 5.4 readers and writers slept in one function: nothing is guessed',
    processes: [{ pid: 100, wchan: 'pipe_wait', fds: { 0: readEnd } }],
    want: null,
  },
];

for (const { situation, processes, want } of rows) {
  test(`pipes: ${situation}`, async () => {
    const wait = await waitOf(told(processes));
    if (want === null || wait === null) return assert.equal(wait, want);
    assert.equal(wait.kind, want.kind);
    if (want.object !== undefined) assert.equal(wait.object, want.object);
    if (want.posture !== undefined) assert.equal(wait.posture, want.posture);
    if (want.enders) assert.deepEqual(inShort(wait.enders), want.enders);
    if (want.facts) assert.deepEqual(wait.facts ?? [], want.facts);
    if (want.because) assert.match(wait.because, want.because);
    return undefined;
  });
}

test('pipes: who could not be looked at may have the write end', async () => {
  const machine = told([
    { ...reader, fds: { 3: readEnd, 4: writeEnd } },
    { pid: 200, name: 'sshd' },
  ]);
  const hidden = { ...machine, holders: (target: string) => ({ ...machine.holders(target), unseen: [200] }) };
  const wait = await waitOf(hidden);
  assert.deepEqual(wait?.enders, [
    { by: 'unseen', why: 'sshd (200) could hold it: its descriptors may not be read' },
  ]);
  assert.ok(!(wait?.facts ?? []).some((fact) => fact.startsWith('every write end')));
});

test('pipes: of many who could not be looked at two are named', () => {
  const machine = told([200, 201, 202].map((pid) => ({ pid, name: `root${pid}` })));
  assert.deepEqual(unseenHolders(machine, { descriptors: [], unseen: [200, 201, 202] }), [
    {
      by: 'unseen',
      why: '3 processes could hold it, their descriptors may not be read: root200 (200), root201 (201) …',
    },
  ]);
  assert.deepEqual(unseenHolders(machine, { descriptors: [], unseen: [] }), []);
});

test('pipes: through which descriptor the other one could write', async () => {
  const wait = await waitOf(told([reader, { pid: 200, fds: { 5: readEnd, 9: writeEnd } }]));
  assert.deepEqual(wait?.enders, [
    { by: 'task', pid: 200, fd: 9, object: 'pipe:[8011]', need: 'data', turn: null },
  ]);
});

test('pipes: it is the turn of who should drain a full one', async () => {
  const wait = await waitOf(told([writer, { pid: 200, fds: { 0: readEnd } }]));
  assert.deepEqual(wait?.enders, [
    { by: 'task', pid: 200, fd: 0, object: 'pipe:[8011]', need: 'data', turn: 'theirs' },
  ]);
});

/** 2026-01-01T00:00:00Z is now in `told`. */
const nowMs = 1_767_225_600_000;
const silences = [
  {
    situation: 'nothing was written for an hour',
    atimeMs: nowMs - 3_590_000,
    mtimeMs: nowMs - 3_600_000,
    want: 3600,
  },
  {
    situation: 'since Linux 6.15 both times are those of its making',
    atimeMs: nowMs - 9000,
    mtimeMs: nowMs - 9000,
    want: null,
  },
];
for (const { situation, atimeMs, mtimeMs, want } of silences) {
  test(`pipes: the times of a pipe: ${situation}`, async () => {
    const machine = told([reader, { pid: 200, fds: { 1: writeEnd } }]);
    const view = { ...machine.view, times: () => found({ atimeMs, mtimeMs }) };
    const wait = await waitOf({ ...machine, view });
    assert.deepEqual(
      wait?.silentSeconds ?? null,
      want === null ? null : { seconds: want, source: 'pipe last write' },
    );
  });
}

onStage('a reader whose writer sleeps, and a fifo that nobody opens', async (stage, look) => {
  const shell = await stage.bash('echo ready\nsleep 300 | cat\n');
  const [sleeper, cat] = await stage.until('the pipeline', () => {
    const [one, two] = stage.children(shell.pid);
    return one !== undefined && two !== undefined && ([one, two] as const);
  });
  await stage.asleep(cat, ['read']);
  await stage.asleep(sleeper, ['clock_nanosleep', 'nanosleep']);
  const read = await look(cat);
  assert.equal(read?.kind, 'pipe-read');
  assert.deepEqual(inShort(read?.enders ?? []), [`${sleeper} data`]);
  const asleep = await look(sleeper);
  assert.deepEqual([asleep?.kind, asleep?.timeoutSeconds], ['sleep', 300]);
  const [clock] = asleep?.enders ?? [];
  assert.ok(
    clock?.by === 'clock' && clock.inSeconds !== null && clock.inSeconds > 200 && clock.inSeconds <= 300,
  );

  await stage.run(['mkfifo', `${stage.dir}/fifo`]);
  const opener = await stage.start(['cat', `${stage.dir}/fifo`], { ready: null });
  await stage.asleep(opener.pid, ['openat', 'open']);
  const open = await look(opener.pid);
  assert.deepEqual([open?.kind, open?.object], ['fifo-open', `fifo ${stage.dir}/fifo`]);
});
