/** Members of a set whose link is a path: fifos, POSIX queues, devices, and files that can be polled for a change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitOn } from '../../src/waits/wait-on.ts';
import type { Direction } from '../../src/waits/descriptor-wait.ts';
import { inShort } from './on-stage.ts';
import { told, type Told } from './told.ts';

const mountinfo = [
  '23 1 0:5 / /dev rw,relatime - devtmpfs devtmpfs rw,size=12334416k',
  '24 1 0:21 / /proc rw,relatime - proc proc rw',
  '26 1 254:0 / / rw,relatime - ext4 /dev/root rw',
  '27 23 0:23 / /dev/shm rw - tmpfs tmpfs rw',
  '30 1 0:40 / /mnt/remote rw - fuse.sshfs host:/ rw',
  '31 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw',
  '32 23 0:20 / /dev/mqueue rw - mqueue mqueue rw',
];
const file = (path: string, mountId: number, flags = '02'): readonly [string, string] => [
  path,
  `pos:\t0\nflags:\t${flags}\nmnt_id:\t${mountId}\nino:\t50\n`,
];
const polls: Partial<Told> = {
  syscall: '7 0x7fff27575fa0 0x1 0xffffffff 0x0 0x0 0x0 0x7fff27575f08 0x7fe1226a8230',
  wchan: 'poll_schedule_timeout.constprop.0',
};

const rows: readonly {
  situation: string;
  fd: readonly [string, string];
  direction?: Direction;
  others?: readonly Told[];
  want: { kind: string; object: string; posture: string; enders: readonly string[] };
}[] = [
  {
    situation: 'a path on a disk that poll sleeps for is a fifo',
    fd: file('/run/control', 26, '00'),
    others: [{ pid: 200, mountinfo, fds: { 4: file('/run/control', 26, '01') } }],
    want: {
      kind: 'pipe-read',
      object: 'fifo /run/control',
      posture: 'open',
      enders: ['200 data', 'outside'],
    },
  },
  {
    situation: 'a fifo in /dev/shm',
    fd: file('/dev/shm/control', 27, '01'),
    direction: 'out',
    want: { kind: 'pipe-write', object: 'fifo /dev/shm/control', posture: 'owed', enders: ['outside'] },
  },
  {
    situation: 'its mounts can be watched in /proc',
    fd: file('/proc/100/mountinfo', 24, '00'),
    want: { kind: 'unknown', object: '/proc/100/mountinfo', posture: 'rest', enders: ['device'] },
  },
  {
    situation: 'the events of a control group',
    fd: file('/sys/fs/cgroup/a/cgroup.events', 31, '00'),
    want: { kind: 'unknown', object: '/sys/fs/cgroup/a/cgroup.events', posture: 'rest', enders: ['device'] },
  },
  {
    situation: 'an input device',
    fd: file('/dev/input/event3', 23, '00'),
    want: { kind: 'unknown', object: '/dev/input/event3', posture: 'rest', enders: ['device'] },
  },
  {
    situation: 'a file of a FUSE daemon, which may be polled',
    fd: file('/mnt/remote/file', 30, '00'),
    want: { kind: 'unknown', object: '/mnt/remote/file', posture: 'open', enders: ['device'] },
  },
  {
    situation: 'a POSIX queue by mq_open: its mount is the kernel’s own, which no process lists',
    fd: file('/jobs', 20),
    others: [{ pid: 200, mountinfo, fds: { 5: file('/jobs', 20, '01') } }],
    want: {
      kind: 'message-queue',
      object: 'POSIX message queue /jobs',
      posture: 'rest',
      enders: ['200 data'],
    },
  },
  {
    situation: 'a full POSIX queue by its file, which nobody else has',
    fd: file('/dev/mqueue/jobs', 32, '01'),
    direction: 'out',
    want: {
      kind: 'message-queue',
      object: 'POSIX message queue /dev/mqueue/jobs',
      posture: 'owed',
      enders: ['outside'],
    },
  },
  {
    situation: 'the write end of a pipe asks for no data: only to be told that its readers are gone',
    fd: ['pipe:[8011]', 'flags:\t01\n'],
    others: [{ pid: 200, fds: { 0: ['pipe:[8011]', 'flags:\t00\n'] } }],
    want: { kind: 'poll', object: 'pipe:[8011]', posture: 'rest', enders: ['200 exit'] },
  },
];

for (const { situation, fd, direction = 'in', others = [], want } of rows) {
  test(`waitOn: ${situation}`, async () => {
    const machine = told([{ pid: 100, ...polls, mountinfo, fds: { 3: fd } }, ...others]);
    const thread = machine.process(100)?.thread(100);
    const descriptor = machine.descriptor(100, 3);
    assert.ok(thread && descriptor);
    const plain = await waitOn(machine, thread, descriptor, direction);
    assert.deepEqual([plain.kind, plain.object, plain.posture], [want.kind, want.object, want.posture]);
    assert.deepEqual(inShort(plain.enders), want.enders);
  });
}
