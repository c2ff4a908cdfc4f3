/** What strace, gdb, eu-stack, jcmd and Node's inspector say: recorded texts, their small print, and hostile ones. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { euStack } from '../../../src/sources/tools/eu-stack.ts';
import { gdb } from '../../../src/sources/tools/gdb.ts';
import { probesFor } from '../../../src/sources/tools/index.ts';
import { jcmd, threadsIn } from '../../../src/sources/tools/jcmd.ts';
import { node } from '../../../src/sources/tools/node.ts';
import type { Target } from '../../../src/sources/tools/probe.ts';
import { callsIn, strace } from '../../../src/sources/tools/strace.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../fixtures/probes/${name}.txt`, import.meta.url), 'utf8');

const target = (tids: readonly number[], more: Partial<Target> = {}): Target => ({
  pid: tids[0] ?? 1,
  exe: null,
  tids,
  inner: new Map(tids.map((tid) => [tid, tid])),
  caught: null,
  files: [],
  user: null,
  hasStack: false,
  ...more,
});

const told = (text: string, seconds = 2): string =>
  strace(seconds).parse(text, target([812]), seconds).summary;

describe('strace', () => {
  it('a process of two threads that makes no call', () => {
    assert.match(told(fixture('strace-mutex')), /^no system call began or ended in 2 s; it is in futex × 2$/);
  });
  it('a loop that spins on one error', () => {
    const summary = told(fixture('strace-spin'), 0.4);
    assert.match(summary, /it spins: recvfrom on 3<UNIX-STREAM:\[\d+->\d+\]> fails with EAGAIN, \d\d times/);
    assert.match(summary, /it is in clock_nanosleep$/);
  });
  const rows = [
    {
      situation: 'a call that failed',
      text: 'connect(3<TCP:[52]>, {sa_family=AF_INET, sin_port=htons(80)}, 16) = -1 ECONNREFUSED (Connection refused)',
      want: { tid: null, name: 'connect', on: '3<TCP:[52]>', result: '-1', error: 'ECONNREFUSED' },
    },
    {
      situation: 'a descriptor as the result',
      text: '[pid   812] openat(AT_FDCWD</srv>, "/etc/hosts", O_RDONLY) = 3</etc/hosts>',
      want: { tid: 812, name: 'openat', on: null, result: '3</etc/hosts>', error: null },
    },
    {
      situation: 'a connection, written out',
      text: 'recvfrom(4<TCP:[10.144.0.1:51052->10.144.0.2:80]>, "x", 1, 0, NULL, NULL) = 1',
      want: {
        tid: null,
        name: 'recvfrom',
        on: '4<TCP:[10.144.0.1:51052->10.144.0.2:80]>',
        result: '1',
        error: null,
      },
    },
    {
      situation: 'begun and ended in two lines',
      text: '[pid 7] read(5<pipe:[11]>,  <unfinished ...>\n[pid 8] getpid() = 7\n[pid 7] <... read resumed>"", 50000) = 0',
      want: { tid: 7, name: 'read', on: '5<pipe:[11]>', result: '0', error: null },
    },
    {
      situation: 'what it read says that it returned, and that a call of another failed',
      text: 'read(0</dev/null>, ") = -1 EPERM (x)\\nwrite(1, \\"\\") = -1 EIO (y)", 64) = 40',
      want: { tid: null, name: 'read', on: '0</dev/null>', result: '40', error: null },
    },
    {
      situation: 'begun and never ended',
      text: 'epoll_wait(9<anon_inode:[eventpoll]>, strace: Process 812 detached\n <detached ...>',
      want: { tid: null, name: 'epoll_wait', on: '9<anon_inode:[eventpoll]>', result: null, error: null },
    },
  ];
  for (const { situation, text, want } of rows)
    it(situation, () =>
      assert.deepEqual(
        callsIn(text).find(({ name }) => name === want.name),
        want,
      ),
    );
  it('who may not attach is told so', () => {
    const text = '/usr/bin/strace: attach: ptrace(PTRACE_SEIZE, 812): Operation not permitted\n';
    assert.equal(told(text), 'strace: attach: ptrace(PTRACE_SEIZE, 812): Operation not permitted');
  });
  it('a process that computes', () =>
    assert.match(told('strace: Process 812 attached\n'), /^no system call in 2 s/));
});

describe('native stacks', () => {
  const threads = target([30903, 30906]);
  const inner = (probe: typeof gdb, text: string, tid: number) =>
    probe.parse(text, threads, 0).stacks.get(tid) ?? [];
  for (const [probe, file] of [
    [gdb, 'gdb-mutex'],
    [euStack, 'eu-stack-mutex'],
  ] as const) {
    it(`${probe.tool}: the line that takes the mutex, without the way into the kernel`, () => {
      const stack = inner(probe, fixture(file), 30906);
      assert.match(stack[0]?.function ?? '', /pthread_mutex_lock/);
      const own = stack.find((frame) => frame.file?.endsWith('mutex.c') === true);
      assert.equal(own?.line, 5);
      assert.match(own?.function ?? '', /^(?:take|second)$/);
      assert.ok(stack.every(({ function: name }) => !/futex|clone|start_thread/.test(name ?? '')));
    });
    it(`${probe.tool}: the first thread joins it in main`, () => {
      const last = inner(probe, fixture(file), 30903).at(-1);
      assert.deepEqual([last?.function, last?.line], ['main', 7]);
    });
  }
  it('gdb: a frame without symbols has its address and its library', () => {
    const text =
      'Thread 1 (process 812):\n#0  0x00007f66997b0503 in ?? () from /lib/libc.so.6\n#1  0x0000560395872621 in ?? ()\n';
    assert.deepEqual(gdb.parse(text, target([812]), 0).stacks.get(812), [
      {
        language: 'native',
        function: null,
        file: null,
        line: null,
        address: '0x00007f66997b0503',
        module: '/lib/libc.so.6',
      },
      { language: 'native', function: null, file: null, line: null, address: '0x0000560395872621' },
    ]);
  });
  it('gdb: the numbers of another pid namespace', () => {
    const text = 'Thread 1 (LWP 7):\n#0  main () at a.c:1\n';
    const inside = target([812], { inner: new Map([[812, 7]]) });
    assert.deepEqual([...gdb.parse(text, inside, 0).stacks.keys()], [812]);
  });
  it('gdb: no permission is no stack', () => {
    const { summary, stacks } = gdb.parse('ptrace: Operation not permitted.\n', threads, 0);
    assert.deepEqual([summary, stacks.size], ['ptrace: Operation not permitted.', 0]);
  });
  it('gdb: a thread that names itself like a head stays one thread', () => {
    const text = 'Thread 1 (Thread 0x7f (LWP 812) "x" (LWP 9)"):\n#0  main () at a.c:1\n';
    assert.deepEqual([...gdb.parse(text, target([812]), 0).stacks.keys()], []);
  });
});

describe('jcmd', () => {
  const java = target([30907, 30928, 30929, 30930, 30931], { pid: 30901 });
  const reading = jcmd.parse(fixture('jcmd-deadlocks'), java, 0);
  it('each lock with its owner, both ways round', () => {
    assert.deepEqual(
      reading.locks.map(({ tid, ownerTid, isUnbounded }) => [tid, ownerTid, isUnbounded]),
      [
        [30928, 30929, true],
        [30929, 30928, true],
        [30930, 30931, true],
        [30931, 30930, true],
      ],
    );
    assert.equal(reading.locks[0]?.object, 'monitor 0x00000000ffd196b8 (java.lang.Object)');
  });
  it('its stacks, by thread', () => {
    assert.deepEqual(reading.stacks.get(30930)?.[6], {
      language: 'java',
      function: 'Monitors.locks',
      file: 'Monitors.java',
      line: 14,
    });
    assert.match(reading.summary, /it declares 2 deadlocks$/);
  });
  it('who waits in Object.wait has let go of the monitor', () => {
    const main = threadsIn(fixture('jcmd-deadlocks')).find(({ name }) => name === 'main');
    assert.deepEqual([main?.state, main?.holds, main?.wants], ['WAITING', [], null]);
  });
  const parked = (state: string, method: string): string =>
    [
      `"a" #1 prio=5 tid=0x1 nid=0x1 waiting on condition`,
      `   java.lang.Thread.State: ${state} (parking)`,
      '\t- parking to wait for  <0x0a> (a java.util.concurrent.locks.ReentrantLock$FairSync)',
      `\tat java.util.concurrent.locks.ReentrantLock.${method}(ReentrantLock.java:1)`,
      '',
      '"b" #2 prio=5 tid=0x2 nid=2 runnable',
      '   java.lang.Thread.State: RUNNABLE',
      '',
      '   Locked ownable synchronizers:',
      '\t- <0x0a> (a java.util.concurrent.locks.ReentrantLock$FairSync)',
    ].join('\n');
  const rows = [
    { situation: 'lock()', text: parked('WAITING', 'lock'), want: true },
    {
      situation: 'lockInterruptibly() hears an interrupt',
      text: parked('WAITING', 'lockInterruptibly'),
      want: false,
    },
    { situation: 'tryLock() has a time-out', text: parked('TIMED_WAITING', 'tryLock'), want: false },
  ];
  for (const { situation, text, want } of rows)
    it(`a lock of java.util.concurrent: ${situation}`, () => {
      const [lock] = jcmd.parse(text, target([1, 2]), 0).locks;
      assert.deepEqual([lock?.tid, lock?.ownerTid, lock?.isUnbounded], [1, 2, want]);
    });
  it('a complaint of its own is told', () => {
    const text =
      'com.sun.tools.attach.AttachNotSupportedException: Unable to open socket file\n\tat sun.x(Y.java:1)\n';
    assert.match(jcmd.parse(text, java, 0).summary, /^com\.sun\.tools\.attach\.AttachNotSupportedException/);
  });
});

describe('node', () => {
  const paused = (frames: readonly unknown[]): string =>
    JSON.stringify({ method: 'Debugger.paused', params: { callFrames: frames, reason: 'other' } });
  const script = JSON.stringify({
    method: 'Debugger.scriptParsed',
    params: { scriptId: '62', url: 'file:///srv/my%20app/loop.js' },
  });
  it('lines count from 1, and scripts have names', () => {
    const frame = {
      functionName: 'inner',
      location: { scriptId: '62', lineNumber: 0, columnNumber: 4 },
      url: '',
    };
    const { stacks } = node.parse(`${paused([frame])}\n${script}`, target([812]), 0);
    assert.deepEqual(stacks.get(812), [
      { language: 'javascript', function: 'inner', file: '/srv/my app/loop.js', line: 1 },
    ]);
  });
  for (const text of ['', 'null', '{"params":5}', paused([null, 5, { location: { lineNumber: -2 } }])])
    it(`nonsense does no harm: ${text.slice(0, 30)}`, () => void node.parse(text, target([1]), 0));
});

describe('which of them suit', () => {
  const bits = (...signals: readonly number[]): bigint =>
    signals.reduce((mask, n) => mask | (1n << BigInt(n - 1)), 0n);
  const all = { straceSeconds: null, gdb: false, stacks: true } as const;
  const rows = [
    { situation: 'a C program', of: {}, want: ['eu-stack'] },
    { situation: 'a Python whose stack is known', of: { hasStack: true }, want: [] },
    {
      situation: 'a JVM that catches SIGQUIT',
      of: { files: ['/x/libjvm.so'], caught: bits(3) },
      want: ['jcmd'],
    },
    {
      situation: 'a JVM that SIGQUIT would end (-Xrs)',
      of: { files: ['/x/libjvm.so'], caught: 0n },
      want: ['eu-stack'],
    },
    {
      situation: 'a Node that catches SIGUSR1',
      of: { exe: '/usr/bin/node', caught: bits(10) },
      want: ['node'],
    },
    {
      situation: 'a Node that SIGUSR1 would end',
      of: { exe: '/usr/bin/node', caught: bits(15) },
      want: ['eu-stack'],
    },
    {
      situation: 'another program that catches SIGUSR1',
      of: { exe: '/usr/bin/nginx', caught: bits(10) },
      want: ['eu-stack'],
    },
  ];
  for (const { situation, of, want } of rows)
    it(situation, () => {
      const first = probesFor(target([1], of), all).map(([probe]) => probe?.tool);
      assert.deepEqual(first, want);
    });
});
