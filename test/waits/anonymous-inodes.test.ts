/** What a descriptor of an anonymous inode is waited on for, by its fdinfo as Linux 6.18 writes it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise as recogniseEventfd } from '../../src/waits/eventfd.ts';
import { recognise as recogniseInotify } from '../../src/waits/inotify.ts';
import { recognise as recogniseSignal } from '../../src/waits/signal.ts';
import { recognise as recogniseTimer } from '../../src/waits/timer.ts';
import { waitOn } from '../../src/waits/wait-on.ts';
import { inShort, onStage } from './on-stage.ts';
import { told, type Told } from './told.ts';

const info = (...lines: readonly string[]): string =>
  ['pos:\t0', 'flags:\t02', 'mnt_id:\t17', 'ino:\t1039', ...lines, ''].join('\n');
const eventfd = (count: string, id = 17): readonly [string, string] => [
  'anon_inode:[eventfd]',
  info(`eventfd-count: ${count.padStart(16)}`, `eventfd-id: ${id}`, 'eventfd-semaphore: 0'),
];
const timerfd = (value: string, interval: string, ticks = 0): readonly [string, string] => [
  'anon_inode:[timerfd]',
  info(
    'clockid: 1',
    `ticks: ${ticks}`,
    'settime flags: 00',
    `it_value: (${value})`,
    `it_interval: (${interval})`,
  ),
];
const pidfd = (pid: number): readonly [string, string] => [
  'anon_inode:[pidfd]',
  info(`Pid:\t${pid}`, `NSpid:\t${pid}`),
];

const reads: Pick<Told, 'syscall' | 'wchan'> = {
  syscall: '0 0x3 0x7efd32cba0f0 0x8 0x7efd327cb720 0x0 0x0 0x7fff240726b8 0x7efd32f162ad',
  wchan: 'do_wait_intr_irq',
};
const busy: Told['threads'] = [{ tid: 101, state: 'R' }];

interface Row {
  readonly situation: string;
  readonly fd: readonly [string, string?];
  /** Beside the one that waits. */
  readonly others?: readonly Told[];
  readonly more?: Partial<Told>;
  readonly want: {
    readonly kind: string;
    readonly object?: string;
    readonly posture?: string;
    readonly enders: readonly string[];
    readonly ready?: boolean;
    readonly clause?: RegExp;
  };
}

const rows: readonly Row[] = [
  {
    situation: 'an eventfd that nobody else has',
    fd: eventfd('0'),
    want: {
      kind: 'eventfd',
      object: 'eventfd 17',
      posture: 'open',
      enders: [],
      clause: /whose counter is 0/,
    },
  },
  {
    situation: 'an eventfd that another process has, by another number',
    fd: eventfd('0'),
    others: [
      { pid: 200, fds: { 9: eventfd('0') } },
      { pid: 300, fds: { 3: eventfd('0', 18) } },
    ],
    want: { kind: 'eventfd', enders: ['200 data'] },
  },
  {
    situation: 'an eventfd by which its own threads wake it',
    fd: eventfd('0'),
    more: { threads: busy },
    want: { kind: 'eventfd', enders: ['100 data'] },
  },
  {
    situation: 'the counter is in hexadecimal: 0a is not 0',
    fd: eventfd('a'),
    more: { threads: busy },
    want: { kind: 'eventfd', enders: ['100 data'], ready: true },
  },
  {
    situation: 'an eventfd to which an io_uring may add',
    fd: eventfd('0'),
    more: { fds: { 3: eventfd('0'), 4: ['anon_inode:[io_uring]'] } },
    want: { kind: 'eventfd', enders: ['device'] },
  },
  {
    situation: 'an eventfd to which AIO may add',
    fd: eventfd('0'),
    more: { maps: ['7f0000000000-7f0000021000 rw-s 00000000 00:0e 5 /[aio] (deleted)'] },
    want: { kind: 'eventfd', enders: ['device'] },
  },
  {
    situation: 'before Linux 5.2 an eventfd has no id: who shares it is not known',
    fd: ['anon_inode:[eventfd]', info('eventfd-count:                0')],
    want: { kind: 'eventfd', enders: ['unseen'] },
  },
  {
    situation: 'a timer that is due in a minute and a half',
    fd: timerfd('87, 19165354', '60, 0'),
    want: {
      kind: 'timer',
      object: 'a timer of every 60 s',
      posture: 'rest',
      enders: ['clock'],
      clause: /due in 87 s/,
    },
  },
  {
    situation: 'a timer that is not armed',
    fd: timerfd('0, 0', '0, 0'),
    want: { kind: 'timer', object: 'a timer', posture: 'rest', enders: ['unseen'], clause: /not armed/ },
  },
  {
    situation: 'a timer that has gone off and was not read',
    fd: timerfd('3, 0', '5, 0', 12),
    want: { kind: 'timer', enders: ['clock'], ready: true },
  },
  {
    situation: 'a signalfd for SIGUSR1 and SIGCHLD',
    fd: ['anon_inode:[signalfd]', info('sigmask:\t0000000000010200')],
    want: { kind: 'signal', object: 'SIGUSR1, SIGCHLD', posture: 'rest', enders: ['outside'] },
  },
  {
    situation: 'an inotify with two watches; its link has no brackets',
    fd: [
      'anon_inode:inotify',
      info(
        'inotify wd:2 ino:3f7e9 sdev:fe00000 mask:2 ignored_mask:0',
        'inotify wd:1 ino:3f7e8 sdev:fe00000 mask:2',
      ),
    ],
    want: { kind: 'inotify', object: 'inotify with 2 watches', posture: 'rest', enders: ['outside'] },
  },
  {
    situation: 'a fanotify',
    fd: [
      'anon_inode:[fanotify]',
      info('fanotify flags:0 event-flags:8000', 'fanotify ino:20c056 sdev:fe00000 mflags:0 mask:20'),
    ],
    want: { kind: 'inotify', object: 'fanotify with 1 watch', posture: 'rest', enders: ['outside'] },
  },
  {
    situation: 'a pidfd of its child',
    fd: pidfd(200),
    others: [{ pid: 200, ppid: 100, name: 'worker', argv: ['worker', '-v'] }],
    want: {
      kind: 'child-exit',
      object: 'child 200 (worker -v)',
      posture: 'open',
      enders: ['200 exit'],
      ready: false,
    },
  },
  {
    situation: 'a pidfd of a process that is nobody of its own',
    fd: pidfd(200),
    others: [{ pid: 200, name: 'other', argv: ['other'] }],
    want: { kind: 'child-exit', object: 'process 200 (other)', enders: ['200 exit'] },
  },
  {
    situation: 'a pidfd of a process that has ended and was not collected',
    fd: pidfd(200),
    others: [{ pid: 200, ppid: 100, name: 'worker', state: 'Z' }],
    want: { kind: 'child-exit', enders: ['200 exit'], ready: true },
  },
  {
    situation: 'a pidfd of one thread',
    fd: pidfd(201),
    others: [{ pid: 200, ppid: 100, threads: [{ tid: 201 }] }],
    want: { kind: 'child-exit', enders: ['unseen'] },
  },
  {
    situation: 'a pidfd of one that was collected',
    fd: pidfd(-1),
    want: { kind: 'child-exit', enders: ['unseen'], ready: true },
  },
  {
    situation: 'a userfaultfd',
    fd: ['anon_inode:[userfaultfd]', info('pending:\t0', 'total:\t0')],
    want: { kind: 'unknown', posture: 'rest', enders: ['device'], clause: /a page fault of the memory/ },
  },
];

for (const { situation, fd, others = [], more, want } of rows) {
  test(`waitOn: ${situation}`, async () => {
    const machine = told([{ pid: 100, ...reads, fds: { 3: fd }, ...more }, ...others]);
    const thread = machine.process(100)?.thread(100);
    const descriptor = machine.descriptor(100, 3);
    assert.ok(thread && descriptor);
    const plain = await waitOn(machine, thread, descriptor, 'in');
    assert.equal(plain.kind, want.kind);
    assert.deepEqual(inShort(plain.enders), want.enders);
    assert.equal(plain.ready, want.ready ?? false);
    if (want.object !== undefined) assert.equal(plain.object, want.object);
    if (want.posture !== undefined) assert.equal(plain.posture, want.posture);
    if (want.clause) assert.match(plain.clause, want.clause);
  });
}

const plainReads = [
  { fd: eventfd('0'), kind: 'eventfd', recognise: recogniseEventfd, wchan: 'eventfd_read' },
  { fd: timerfd('1, 0', '0, 0'), kind: 'timer', recognise: recogniseTimer, wchan: 'timerfd_read_iter' },
  {
    fd: ['anon_inode:inotify', info()] as const,
    kind: 'inotify',
    recognise: recogniseInotify,
    wchan: 'inotify_read',
  },
  {
    fd: ['anon_inode:[signalfd]', info()] as const,
    kind: 'signal',
    recognise: recogniseSignal,
    wchan: 'signalfd_read_iter',
  },
];
for (const { fd, kind, recognise, wchan } of plainReads) {
  test(`a read of ${fd[0]} is ${kind}`, async () => {
    const machine = told([
      { pid: 100, ...reads, fds: { 3: fd } },
      { pid: 200, ...reads, fds: { 3: ['/dev/null'] } },
      { pid: 300, wchan, fds: { 3: fd } },
    ]);
    const seen = async (pid: number) => {
      const thread = machine.process(pid)?.thread(pid);
      return thread ? recognise(thread, machine) : null;
    };
    const wait = await seen(100);
    assert.deepEqual([wait?.kind, wait?.fd], [kind, 3]);
    assert.match(wait?.because ?? '', /^read on fd 3: /);
    assert.equal(await seen(200), null);
    const unseen = await seen(300);
    assert.deepEqual([unseen?.kind, unseen?.fd], [kind, 3]);
    assert.match(unseen?.because ?? '', /its system call may not be seen/);
  });
}

onStage('descriptors of real programs', async (stage, look) => {
  const source = `
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
int main(int count, char **args) {
  char what[4096];
  struct itimerspec once = {{0, 0}, {600, 0}};
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  int fd = -1;
  switch (args[1][0]) {
    case 'e': fd = eventfd(0, 0); break;
    case 'i': fd = inotify_init(); inotify_add_watch(fd, "/", IN_CREATE); break;
    case 's': fd = signalfd(-1, &set, 0); break;
    case 't': fd = timerfd_create(CLOCK_MONOTONIC, 0); timerfd_settime(fd, 0, &once, NULL); break;
  }
  say("ready\\n");
  read(fd, what, sizeof what);
}`;
  const shown = [
    { sort: 'e', kind: 'eventfd', enders: [] },
    { sort: 'i', kind: 'inotify', enders: ['outside'] },
    { sort: 's', kind: 'signal', enders: ['outside'] },
    { sort: 't', kind: 'timer', enders: ['clock'] },
  ];
  for (const { sort, kind, enders } of shown) {
    const { pid } = await stage.c(source, { name: `reads-${kind}`, args: [sort] });
    await stage.asleep(pid, ['read']);
    const wait = await look(pid);
    assert.deepEqual([wait?.kind, inShort(wait?.enders ?? [])], [kind, enders]);
    const [clock] = wait?.enders ?? [];
    if (kind === 'timer')
      assert.ok(clock?.by === 'clock' && (clock.inSeconds ?? 0) > 500 && (clock.inSeconds ?? 0) <= 600);
  }
});
