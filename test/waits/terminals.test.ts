/** Who is at the other side of a terminal: a person's program, a program that drives it, nobody; Linux 6.18 texts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise as recogniseRead } from '../../src/waits/tty-read.ts';
import { recognise as recogniseWrite } from '../../src/waits/tty-write.ts';
import { inShort, onStage } from './on-stage.ts';
import { told, type Told } from './told.ts';

const info = (...lines: readonly string[]): string =>
  ['pos:\t0', 'flags:\t02', 'mnt_id:\t28', ...lines, ''].join('\n');
const pts = (index: number): readonly [string, string] => [`/dev/pts/${index}`, info(`ino:\t${index + 3}`)];
const ptmx = (index: number): readonly [string, string] => [
  '/dev/ptmx',
  info('ino:\t90', `tty-index:\t${index}`),
];
const listener = ['socket:[5000]', info()] as const;

const read = (fd: number): Partial<Told> => ({
  syscall: `0 0x${fd} 0x7f8f78712990 0x1 0x7f8f78280070 0x0 0x0 0x7ffda0f72b68 0x7f8f789162ad`,
  wchan: 'wait_woken',
  stack: ['wait_woken', 'n_tty_read', 'tty_read', 'vfs_read', 'ksys_read'],
});
const write = (fd: number): Partial<Told> => ({
  syscall: `1 0x${fd} 0x562d7f7e9d10 0x1869f 0x7fe2056374f0 0x0 0x0 0x7ffd3da141f8 0x7fe205716350`,
  wchan: 'wait_woken',
  stack: ['wait_woken', 'n_tty_write', 'file_tty_write.isra.0', 'vfs_write', 'ksys_write'],
});
/** Sleeps in wait4, and listens to nothing. */
const elsewhere: Partial<Told> = {
  syscall: '61 0xffffffff 0x0 0x0 0x0 0x0 0x0 0x7ffd 0x7f12',
  wchan: 'do_wait',
};
/** epoll_wait on fd 4, whose members the fdinfo names. */
const loop = (...fds: readonly number[]): Partial<Told> => ({
  syscall: '232 0x4 0x7ffd 0x20 0xffffffffffffffff 0x0 0x0 0x7ffd 0x7f12',
  fds: {
    4: [
      'anon_inode:[eventpoll]',
      info(...fds.map((fd) => `tfd: ${fd} events: 19 data: ${fd}  pos:0 ino:1 sdev:d`)),
    ],
  },
});
const server = (pid: number, more: Partial<Told>, fds: NonNullable<Told['fds']>): Told => ({
  pid,
  name: 'server',
  ...more,
  fds: { ...more.fds, ...fds },
});
const shell = { pid: 100, name: 'shell', ...read(0), fds: { 0: pts(3) } };
const major136 = (index: number): number => (136 << 8) | index;

interface Want {
  readonly kind: string;
  readonly object: string;
  readonly posture: string;
  readonly enders: readonly string[];
  readonly because?: RegExp;
}

const rows: readonly { situation: string; processes: readonly Told[]; want: Want | null }[] = [
  {
    situation: 'a prompt on a terminal whose program listens to the world as well: a person may come',
    processes: [shell, server(200, loop(5, 6), { 5: ptmx(3), 6: ['/dev/pts/9', info()] })],
    want: {
      kind: 'tty-read',
      object: '/dev/pts/3',
      posture: 'rest',
      enders: ['outside'],
      because: /^read on fd 0: \/dev\/pts\/3, served by server \(200\)$/,
    },
  },
  {
    situation: 'one process listens to the terminal, another to the world: old script(1)',
    processes: [
      shell,
      server(200, read(5), { 5: ptmx(3) }),
      server(201, read(0), { 5: ptmx(3), 0: ['/dev/pts/9', info()] }),
    ],
    want: {
      kind: 'tty-read',
      object: '/dev/pts/3',
      posture: 'rest',
      enders: ['outside'],
    },
  },
  {
    situation: 'its program is elsewhere',
    processes: [shell, server(200, elsewhere, { 5: ptmx(3) })],
    want: { kind: 'tty-read', object: '/dev/pts/3', posture: 'open', enders: ['200 data'] },
  },
  {
    situation: 'a program drives it: it listens to nothing but the terminal and its own wake-up',
    processes: [
      shell,
      server(200, loop(5, 6), {
        5: ptmx(3),
        6: ['anon_inode:[eventfd]', info('eventfd-count: 0', 'eventfd-id: 1')],
      }),
    ],
    want: { kind: 'tty-read', object: '/dev/pts/3', posture: 'open', enders: ['200 data'] },
  },
  {
    situation: 'a terminal program that is stopped listens to nothing',
    processes: [shell, server(200, { ...loop(5, 6), state: 'T' }, { 5: ptmx(3), 6: ['/dev/pts/9', info()] })],
    want: { kind: 'tty-read', object: '/dev/pts/3', posture: 'open', enders: ['200 data'] },
  },
  {
    situation: 'another terminal is served by somebody else',
    processes: [shell, server(200, elsewhere, { 5: ptmx(4) })],
    want: { kind: 'tty-read', object: '/dev/pts/3', posture: 'rest', enders: ['unseen'] },
  },
  {
    situation: 'it serves its terminal itself',
    processes: [{ ...shell, fds: { 0: pts(3), 5: ptmx(3) } }],
    want: { kind: 'tty-read', object: '/dev/pts/3', posture: 'open', enders: [] },
  },
  {
    situation: '/dev/tty is the terminal that controls the process',
    processes: [
      { ...shell, ttyNr: major136(3), fds: { 0: ['/dev/tty', info()] } },
      server(200, elsewhere, { 5: ptmx(3) }),
    ],
    want: { kind: 'tty-read', object: '/dev/pts/3', posture: 'open', enders: ['200 data'] },
  },
  {
    situation: 'a console',
    processes: [{ ...shell, fds: { 0: ['/dev/tty1', info()] } }],
    want: { kind: 'tty-read', object: '/dev/tty1', posture: 'rest', enders: ['outside'] },
  },
  {
    situation: 'a serial line',
    processes: [{ ...shell, fds: { 0: ['/dev/ttyUSB0', info()] } }],
    want: { kind: 'tty-read', object: '/dev/ttyUSB0', posture: 'rest', enders: ['device'] },
  },
  {
    situation: 'a driver waits for output of the program on its terminal',
    processes: [
      { pid: 100, name: 'driver', ...read(5), fds: { 5: ptmx(3) } },
      { pid: 200, name: 'program', fds: { 1: pts(3) } },
      { pid: 300, name: 'stranger', fds: { 1: pts(4) } },
      { pid: 400, name: 'asks', ttyNr: major136(3), fds: { 7: ['/dev/tty', info()] } },
    ],
    want: { kind: 'tty-read', object: '/dev/pts/3', posture: 'rest', enders: ['200 data', '400 data'] },
  },
  {
    situation: 'nobody has the terminal open whose master it reads: anybody could',
    processes: [{ pid: 100, ...read(5), fds: { 5: ptmx(3) } }],
    want: { kind: 'tty-read', object: '/dev/pts/3', posture: 'rest', enders: ['outside'] },
  },
  {
    situation: 'a terminal takes no output because its reader is elsewhere',
    processes: [{ pid: 100, ...write(1), fds: { 1: pts(3) } }, server(200, elsewhere, { 5: ptmx(3) })],
    want: {
      kind: 'tty-write',
      object: '/dev/pts/3',
      posture: 'owed',
      enders: ['200 data'],
      because: /^write on fd 1: \/dev\/pts\/3, which takes no more output, served by server \(200\)$/,
    },
  },
  {
    situation: 'a terminal takes no output although its reader reads: flow control',
    processes: [{ pid: 100, ...write(1), fds: { 1: pts(3) } }, server(200, read(5), { 5: ptmx(3) })],
    want: {
      kind: 'tty-write',
      object: '/dev/pts/3',
      posture: 'owed',
      enders: ['200 data', 'outside'],
      because: /whose output is held although its reader reads/,
    },
  },
  {
    situation: 'a driver writes more than the program on its terminal reads',
    processes: [
      { pid: 100, ...write(5), fds: { 5: ptmx(3) } },
      { pid: 200, fds: { 0: pts(3) } },
    ],
    want: { kind: 'tty-write', object: '/dev/pts/3', posture: 'owed', enders: ['200 data'] },
  },
  {
    situation: 'a read of something else',
    processes: [{ ...shell, fds: { 0: listener } }],
    want: null,
  },
];

for (const { situation, processes, want } of rows) {
  test(`terminals: ${situation}`, async () => {
    const machine = told(processes);
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = (await recogniseRead(thread, machine)) ?? (await recogniseWrite(thread, machine));
    if (want === null || wait === null) return assert.equal(wait, want);
    assert.deepEqual([wait.kind, wait.object, wait.posture], [want.kind, want.object, want.posture]);
    assert.deepEqual(inShort(wait.enders), want.enders);
    if (want.because) assert.match(wait.because, want.because);
    return undefined;
  });
}

test('terminals: the descriptor of the master, and no turn: the verdict looks whether its reader listens there', async () => {
  const machine = told([
    { pid: 100, ...write(1), fds: { 1: pts(3) } },
    server(200, elsewhere, { 5: ptmx(3) }),
  ]);
  const thread = machine.process(100)?.thread(100);
  const wait = thread && (await recogniseWrite(thread, machine));
  assert.deepEqual(wait?.enders, [
    { by: 'task', pid: 200, fd: 5, object: '/dev/pts/3', need: 'data', turn: null },
  ]);
});

onStage('a prompt that a program drives', async (stage, look) => {
  const source = `
import os, pty
child, master = pty.fork()
if child == 0:
    os.read(0, 100)
    os._exit(0)
print('ready %d' % child)
os.waitpid(child, 0)
`;
  const driver = await stage.python(source);
  const child = Number(await driver.line('ready'));
  await stage.asleep(child, ['read']);
  const wait = await look(child);
  assert.deepEqual([wait?.kind, wait?.posture], ['tty-read', 'open']);
  assert.match(wait?.object ?? '', /^\/dev\/pts\/\d+$/);
  assert.deepEqual(inShort(wait?.enders ?? []), [`${driver.pid} data`]);
});
