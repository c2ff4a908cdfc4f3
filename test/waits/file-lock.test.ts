/** Who has the file lock that a thread waits for: /proc/locks and fdinfo as Linux 6.18 writes them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise } from '../../src/waits/file-lock.ts';
import { rangeFrom } from '../../src/waits/lock-request.ts';
import { inShort } from './on-stage.ts';
import { long, withWords, type ToldWords } from './told-words.ts';
import { told, type Told } from './told.ts';

const file = 'fe:00:2147415';
const mountinfo = ['26 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw'];
const open = (locks: readonly string[] = [], path = '/srv/lock', pos = 0): readonly [string, string] => [
  path,
  `pos:\t${pos}\nflags:\t0100002\nmnt_id:\t26\nino:\t2147415\n${locks.map((lock) => `lock:\t${lock}\n`).join('')}`,
];
const flockArgs = '73 0x7 0x2 0x0 0x0 0x0 0x0 0x7ffcfa1f3e88 0x7fced1a12897';
const waiter: Told = {
  pid: 100,
  name: 'waiter',
  syscall: flockArgs,
  wchan: 'locks_lock_inode_wait',
  mountinfo,
  fds: { 7: open() },
};
const held = `FLOCK  ADVISORY  WRITE 200 ${file} 0 EOF`;
const flocked = `4: ${held}\n4: -> FLOCK  ADVISORY  WRITE 100 ${file} 0 EOF\n`;
const holder: Told = { pid: 200, name: 'holder', mountinfo, fds: { 3: open([`1: ${held}`]) } };

const buffer = '0x7ffcfa1f4340';
const fcntl = (command: string): string =>
  `72 0x7 ${command} ${buffer} 0x0 0x0 0x0 0x7ffcfa1f3e20 0x7fced1a12810`;
/** struct flock: type and whence, start, length. */
const range = (start: bigint, length: bigint, type = 1, whence = 0): ToldWords => ({
  [buffer]: [type + whence * 0x10000, 0, ...long(start), ...long(length)],
});
const records: Told = { ...waiter, syscall: fcntl('0x7'), wchan: 'fcntl_setlk' };

interface Row {
  readonly situation: string;
  readonly processes: readonly Told[];
  readonly locks?: string;
  readonly texts?: Readonly<Record<string, string>>;
  readonly words?: ToldWords;
  readonly tid?: number;
  readonly want: {
    readonly object: string;
    readonly enders: readonly string[];
    readonly facts?: readonly string[];
    readonly because?: RegExp;
  } | null;
}

const rows: readonly Row[] = [
  {
    situation: 'an flock that another process has',
    processes: [waiter, holder],
    locks: flocked,
    want: {
      object: 'flock of /srv/lock',
      enders: ['200 release'],
      because: /^flock on fd 7: flock of \/srv\/lock, held by 200 \(holder\)$/,
    },
  },
  {
    situation: 'its taker is gone, a child has inherited the open file',
    processes: [waiter, { ...holder, pid: 300, name: 'child' }],
    locks: flocked,
    want: {
      object: 'flock of /srv/lock',
      enders: ['300 release'],
      facts: ['taken by 200, which is gone; its open file lives on'],
    },
  },
  {
    situation: 'taker and child share the open file: either can let go',
    processes: [waiter, holder, { ...holder, pid: 300, ppid: 200, name: 'child' }],
    locks: flocked,
    want: {
      object: 'flock of /srv/lock',
      enders: ['200 release', '300 release'],
      facts: ['2 processes share the open file that holds it'],
      because: /held by 200 \(holder\) and 300 \(child\)/,
    },
  },
  {
    situation: 'its taker is gone, and nobody that can be seen has the open file',
    processes: [waiter, { ...holder, pid: 300, fds: { 3: open() } }],
    locks: flocked,
    want: {
      object: 'flock of /srv/lock',
      enders: ['unseen'],
      facts: ['taken by 200, which is gone; its open file lives on'],
    },
  },
  {
    situation: 'its own lock through another open file: it waits for itself',
    processes: [{ ...waiter, fds: { 7: open(), 6: open([`1: FLOCK  ADVISORY  WRITE 100 ${file} 0 EOF`]) } }],
    locks: `4: FLOCK  ADVISORY  WRITE 100 ${file} 0 EOF\n4: -> FLOCK  ADVISORY  WRITE 100 ${file} 0 EOF\n`,
    want: { object: 'flock of /srv/lock', enders: ['100/100 release'] },
  },
  {
    situation: 'its own lock, and another thread that could let it go',
    processes: [
      {
        ...waiter,
        fds: { 7: open(), 6: open([`1: FLOCK  ADVISORY  WRITE 100 ${file} 0 EOF`]) },
        threads: [{ tid: 101 }],
      },
    ],
    locks: `4: FLOCK  ADVISORY  WRITE 100 ${file} 0 EOF\n4: -> FLOCK  ADVISORY  WRITE 100 ${file} 0 EOF\n`,
    want: { object: 'flock of /srv/lock', enders: ['100 release'] },
  },
  {
    situation: 'two have it shared: the one that is stopped is the one to wait for',
    processes: [
      waiter,
      { ...holder, fds: { 3: open([`1: FLOCK  ADVISORY  READ 200 ${file} 0 EOF`]) } },
      {
        pid: 300,
        name: 'stopped',
        state: 'T',
        mountinfo,
        fds: { 3: open([`1: FLOCK  ADVISORY  READ 300 ${file} 0 EOF`]) },
      },
    ],
    locks: `4: FLOCK  ADVISORY  READ 200 ${file} 0 EOF\n4: -> FLOCK  ADVISORY  WRITE 100 ${file} 0 EOF\n5: FLOCK  ADVISORY  READ 300 ${file} 0 EOF\n`,
    want: { object: 'flock of /srv/lock', enders: ['300 release'], because: /behind 2 locks in all$/ },
  },
  {
    situation: 'a range of a file: POSIX locks are of a process',
    processes: [records, { pid: 200, name: 'holder', mountinfo, fds: { 3: open() } }],
    locks: `3: POSIX  ADVISORY  WRITE 200 ${file} 5 14\n3: -> POSIX  ADVISORY  WRITE 100 ${file} 8 17\n`,
    words: range(8n, 10n),
    want: { object: 'POSIX lock of /srv/lock, bytes 8-17', enders: ['200 release'] },
  },
  {
    situation: 'two threads wait for two ranges: each has its own line',
    processes: [
      { ...records, threads: [{ tid: 101, syscall: flockArgs, wchan: 'locks_lock_inode_wait' }] },
      { pid: 200, name: 'one', mountinfo, fds: { 3: open() } },
      { pid: 300, name: 'other', mountinfo, fds: { 3: open() } },
    ],
    locks: [
      `3: POSIX  ADVISORY  WRITE 200 ${file} 0 9`,
      `3: -> POSIX  ADVISORY  WRITE 100 ${file} 0 9`,
      `4: POSIX  ADVISORY  WRITE 300 ${file} 90 99`,
      `4: -> POSIX  ADVISORY  WRITE 100 ${file} 90 EOF\n`,
    ].join('\n'),
    words: range(90n, 0n),
    want: { object: 'POSIX lock of /srv/lock, from byte 90 on', enders: ['300 release'] },
  },
  {
    situation: 'a range from where its descriptor stands',
    processes: [
      { ...records, fds: { 7: open([], '/srv/lock', 80) } },
      { pid: 200, name: 'one', mountinfo, fds: { 3: open() } },
      { pid: 300, name: 'other', mountinfo, fds: { 3: open() } },
    ],
    locks: [
      `3: POSIX  ADVISORY  WRITE 200 ${file} 0 9`,
      `3: -> POSIX  ADVISORY  WRITE 100 ${file} 0 9`,
      `4: POSIX  ADVISORY  WRITE 300 ${file} 90 99`,
      `4: -> POSIX  ADVISORY  WRITE 100 ${file} 90 99\n`,
    ].join('\n'),
    words: range(10n, 10n, 1, 1),
    want: { object: 'POSIX lock of /srv/lock, bytes 90-99', enders: ['300 release'] },
  },
  {
    situation: 'an OFD lock has no pid on either side: the open file tells',
    processes: [
      { ...records, syscall: fcntl('0x26') },
      {
        pid: 200,
        name: 'holder',
        mountinfo,
        fds: { 3: open([`1: OFDLCK ADVISORY  WRITE -1 ${file} 5 14`]) },
      },
    ],
    locks: `2: OFDLCK ADVISORY  WRITE -1 ${file} 5 14\n2: -> OFDLCK ADVISORY  READ -1 ${file} 8 17\n`,
    words: range(8n, 10n, 0),
    want: { object: 'OFD lock of /srv/lock, bytes 8-17', enders: ['200 release'] },
  },
  {
    situation: 'its line is left out (another pid namespace): what others carry excludes it',
    processes: [waiter, holder, { pid: 300, fds: { 3: open() } }],
    locks: '',
    want: { object: 'flock of /srv/lock', enders: ['200 release'] },
  },
  {
    situation: 'without a line, a range that does not meet what others carry is not in the way',
    processes: [
      { ...records, syscall: fcntl('0x26') },
      { pid: 200, fds: { 3: open([`1: OFDLCK ADVISORY  WRITE -1 ${file} 50 59`]) } },
    ],
    locks: '',
    words: range(8n, 10n),
    want: { object: 'OFD lock of /srv/lock, bytes 8-17', enders: ['unseen'] },
  },
  {
    situation: 'the call may not be seen, but /proc/locks prints who waits',
    processes: [{ pid: 100, wchan: 'locks_lock_inode_wait' }, holder],
    locks: flocked,
    want: { object: 'flock of a file', enders: ['200 release'] },
  },
  {
    situation: 'open waits for the holder of a lease, and for the kernel, which takes it away after 45 s',
    processes: [
      {
        pid: 100,
        name: 'cat',
        syscall: '257 0xffffff9c 0x563996fe503b 0x0 0x0 0x0 0x0 0x7ffcfa1f3e10 0x7fced1a12011',
        wchan: '__break_lease',
      },
      {
        pid: 200,
        name: 'holder',
        mountinfo,
        fds: { 6: open([`1: LEASE  BREAKING  UNLCK 200 ${file} 0 EOF`], '/srv/leased') },
      },
    ],
    locks: `1: LEASE  BREAKING  UNLCK 200 ${file} 0 EOF\n1: -> LEASE  BREAKER   READ 100 <none>:0 0 EOF\n`,
    texts: { '/proc/sys/fs/lease-break-time': '45\n' },
    want: {
      object: 'lease of /srv/leased',
      enders: ['200 release', 'clock'],
      because: /^openat: lease of \/srv\/leased, held by 200 \(holder\)$/,
    },
  },
  {
    situation: 'a lease that is never taken away',
    processes: [
      {
        pid: 100,
        syscall: '2 0x563996fe503b 0x0 0x0 0x0 0x0 0x0 0x7ffcfa1f3e10 0x7fced1a12011',
        wchan: '__break_lease',
      },
      {
        pid: 200,
        name: 'holder',
        mountinfo,
        fds: { 6: open([`1: LEASE  BREAKING  UNLCK 200 ${file} 0 EOF`]) },
      },
    ],
    locks: `1: LEASE  BREAKING  UNLCK 200 ${file} 0 EOF\n1: -> LEASE  BREAKER   READ 100 <none>:0 0 EOF\n`,
    texts: { '/proc/sys/fs/lease-break-time': '0\n' },
    want: { object: 'lease of /srv/lock', enders: ['200 release'] },
  },
  {
    situation: 'a lock that a server keeps (NFS, FUSE) is not in this table',
    processes: [{ ...waiter, wchan: 'request_wait_answer' }],
    locks: '',
    want: null,
  },
  {
    situation: 'fcntl that sets flags waits for no lock',
    processes: [{ ...waiter, syscall: fcntl('0x4'), wchan: 'fcntl_setlk' }],
    locks: '',
    want: null,
  },
];

for (const { situation, processes, locks = '', texts, words = {}, tid = 100, want } of rows) {
  test(`file-lock: ${situation}`, async () => {
    const machine = withWords(told(processes, { '/proc/locks': locks, ...texts }), { 100: words });
    const thread = machine.process(100)?.thread(tid);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    if (want === null || wait === null) return assert.equal(wait, want);
    assert.deepEqual([wait.kind, wait.posture, wait.object], ['file-lock', 'owed', want.object]);
    assert.deepEqual(inShort(wait.enders), want.enders);
    if (want.facts) assert.deepEqual(wait.facts ?? [], want.facts);
    if (want.because) assert.match(wait.because, want.because);
    return undefined;
  });
}

test('file-lock: waiter and holder are proven by their lines, and by the descriptor that carries the lock', async () => {
  const machine = told([waiter, holder], { '/proc/locks': flocked });
  const thread = machine.process(100)?.thread(100);
  assert.ok(thread);
  assert.deepEqual((await recognise(thread, machine))?.evidence, [
    { source: '/proc/100/syscall', text: flockArgs },
    { source: '/proc/100/wchan', text: 'locks_lock_inode_wait' },
    { source: '/proc/locks', text: `4: -> FLOCK  ADVISORY  WRITE 100 ${file} 0 EOF` },
    { source: '/proc/locks', text: `4: ${held}` },
    { source: '/proc/200/fdinfo/3', text: `lock: 1: ${held}` },
  ]);
});

const hiding = (machine: ReturnType<typeof told>, unseen: readonly number[]): ReturnType<typeof told> => ({
  ...machine,
  lockHolders: (lock) => ({ ...machine.lockHolders(lock), unseen }),
});
const unseenRows = [
  {
    situation: 'whose taker lives: /proc/locks names it',
    holder: { ...holder, fds: {} },
    unseen: [200],
    want: ['200 release', 'unseen'],
  },
  {
    situation: 'beside the holder: strangers have not got its open file',
    holder,
    unseen: [300],
    want: ['200 release'],
  },
  {
    situation: 'a child of the holder, which may have inherited it',
    holder,
    unseen: [400],
    want: ['200 release', 'unseen'],
  },
];
for (const { situation, holder: has, unseen, want } of unseenRows) {
  test(`file-lock: descriptors that may not be read, ${situation}`, async () => {
    const machine = told([waiter, has, { pid: 300, name: 'root' }, { pid: 400, ppid: 200, name: 'sudo' }], {
      '/proc/locks': flocked,
    });
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    assert.deepEqual(inShort((await recognise(thread, hiding(machine, unseen)))?.enders ?? []), want);
  });
}

/** fcntl_locking(2): a length of 0 is to the end of the file; a negative one covers the bytes before. */
const ranges = [
  { start: 5n, length: 10n, want: '5 14' },
  { start: 0n, length: 0n, want: '0 EOF' },
  { start: 100n, length: -10n, want: '90 99' },
];
for (const { start, length, want } of ranges) {
  test(`file-lock: ${length} bytes from ${start} are ${want}`, () => {
    assert.equal(rangeFrom(start, length), want);
  });
}
