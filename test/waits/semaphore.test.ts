/** Semaphores of System V, by what `ipcs` and /proc/sysvipc/sem say of them, and of POSIX in shared memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { found, missing } from '../../src/view/view.ts';
import { recognise } from '../../src/waits/semaphore.ts';
import { inShort } from './on-stage.ts';
import { long, withWords, type ToldWords } from './told-words.ts';
import { told, type Told } from './told.ts';

interface Want {
  readonly object?: string;
  readonly posture?: string;
  readonly enders: readonly string[];
  readonly facts?: readonly string[];
  readonly timeoutSeconds?: number;
}

/** `now` in `told` is 1767225600; processes began 999 s before it, unless told. */
const usedAt = 1_767_225_500;
const setAt = 1_767_225_400;
const header = '       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime';
const sets = (operatedAt = usedAt, changedAt = setAt): string =>
  `${header}\n      1234          5   600          2     0     0     0     0 ${operatedAt} ${changedAt}\n`;
const ipcs = (lines: readonly string[]): string => `
Semaphore Array semid=5
uid=0\t gid=0\t cuid=0\t cgid=0
mode=0600, access_perms=0600
nsems = 2
otime = Thu Jan  1 00:58:20 2026
ctime = Thu Jan  1 00:56:40 2026
semnum     value      ncount     zcount     pid
${lines.join('\n')}

`;
const line = (number: number, value: number, pid: number): string =>
  `${number}          ${value}          1          0          ${pid}     `;
/** struct sembuf: number and change in one word, flags in the half of the next. */
const operation = (number: number, change: number, flags = 0): readonly number[] => [
  number + (change & 0xffff) * 0x10000,
  flags,
];
const buffer = '0x7ffcfa1f4330';
const waits: Told = {
  pid: 100,
  name: 'waiter',
  syscall: `220 0x5 ${buffer} 0x1 0x0 0x0 0x0 0x7ffcfa1f3e88 0x7fced1a255da`,
  wchan: '__do_semtimedop',
};
const holder: Told = { pid: 200, name: 'holder' };
const semUndo = 0x1000;

const systemV: readonly {
  situation: string;
  processes: readonly Told[];
  words: Readonly<Record<number, ToldWords>>;
  texts?: string;
  output: string | null;
  want: Want;
}[] = [
  {
    situation: 'taken by another process, which is asked to give it back',
    processes: [waits, holder],
    words: { 100: { [buffer]: operation(0, -1) } },
    output: ipcs([line(0, 0, 200), line(1, 0, 300)]),
    want: {
      object: 'semaphore 0 of System V semaphore set 5 (key 0x4d2)',
      posture: 'open',
      enders: ['200 data'],
      facts: ['last used by 200 (holder)'],
    },
  },
  {
    situation: 'SEM_UNDO says that it is a lock',
    processes: [waits, holder],
    words: { 100: { [buffer]: operation(0, -1, semUndo) } },
    output: ipcs([line(0, 0, 200)]),
    want: { posture: 'owed', enders: ['200 release'] },
  },
  {
    situation: 'of two operations it waits for the one that cannot be done, with a time-out of 2.5 s',
    processes: [
      {
        ...waits,
        syscall: `220 0x5 ${buffer} 0x2 0x7ffcfa1f3f20 0x0 0x0 0x7ffcfa1f3e88 0x7fced1a255da`,
      },
      holder,
    ],
    words: {
      100: {
        // six bytes each: 0 -1 0, 1 -2 0
        [buffer]: [0xffff_0000, 0x0001_0000, 0x0000_fffe],
        '0x7ffcfa1f3f20': [...long(2n), ...long(500_000_000n)],
      },
    },
    output: ipcs([line(0, 1, 300), line(1, 1, 200)]),
    want: {
      object: 'semaphore 1 of System V semaphore set 5 (key 0x4d2)',
      enders: ['200 data', 'clock'],
      timeoutSeconds: 2.5,
    },
  },
  {
    situation: 'who used it last is gone: nobody is known to give it back',
    processes: [waits],
    words: { 100: { [buffer]: operation(0, -1) } },
    output: ipcs([line(0, 0, 200)]),
    want: { posture: 'owed', enders: ['outside'], facts: ['200, which used it last, is gone'] },
  },
  {
    situation: 'the pid is taken again, by a process that began after the last use',
    processes: [waits, { ...holder, startTicks: 99_000 }],
    words: { 100: { [buffer]: operation(0, -1) } },
    output: ipcs([line(0, 0, 200)]),
    want: { posture: 'owed', enders: ['outside'], facts: ['200, which used it last, is gone'] },
  },
  {
    situation: 'set to 0 by whoever made it, and not taken since: it is at rest until work comes',
    processes: [waits, holder],
    words: { 100: { [buffer]: operation(0, -1) } },
    texts: sets(0, setAt),
    output: ipcs([line(0, 0, 200)]),
    want: { posture: 'open', enders: ['outside'], facts: ['nobody has taken it since it was set'] },
  },
  {
    situation: 'a consumer that took the last item itself',
    processes: [waits, holder],
    words: { 100: { [buffer]: operation(0, -1) } },
    output: ipcs([line(0, 0, 100)]),
    want: { posture: 'open', enders: ['outside'], facts: ['it used it last itself'] },
  },
  {
    situation: 'another consumer, which took the last item, waits for the next one too',
    processes: [waits, { ...waits, pid: 200 }],
    words: { 100: { [buffer]: operation(0, -1) }, 200: { [buffer]: operation(0, -1) } },
    output: ipcs([line(0, 0, 200)]),
    want: { posture: 'open', enders: ['outside'], facts: ['200, which used it last, waits for it too'] },
  },
  {
    situation: 'who has it waits for another one of the same set',
    processes: [waits, { ...waits, pid: 200 }],
    words: { 100: { [buffer]: operation(0, -1) }, 200: { [buffer]: operation(1, -1) } },
    output: ipcs([line(0, 0, 200), line(1, 0, 100)]),
    want: { enders: ['200 data'] },
  },
  {
    situation: 'until it is 0',
    processes: [waits, holder],
    words: { 100: { [buffer]: operation(0, 0) } },
    output: ipcs([line(0, 3, 200)]),
    want: { posture: 'open', enders: ['outside'], facts: ['until it is 0; it is 3'] },
  },
  {
    situation: 'ipcs is not there',
    processes: [waits, holder],
    words: { 100: { [buffer]: operation(0, -1) } },
    output: null,
    want: { enders: ['unseen'] },
  },
  {
    situation: 'the operations could not be read',
    processes: [waits, holder],
    words: {},
    output: ipcs([line(0, 0, 200)]),
    want: { object: 'System V semaphore set 5 (key 0x4d2)', enders: ['unseen'] },
  },
];

for (const { situation, processes, words, texts = sets(), output, want } of systemV) {
  test(`semaphore: System V: ${situation}`, async () => {
    const plain = withWords(told(processes, { '/proc/sysvipc/sem': texts }), words);
    const asked: string[] = [];
    const run = (tool: string, args: readonly string[]) => {
      asked.push([tool, ...args].join(' '));
      return Promise.resolve(output === null ? missing('absent', 'ipcs is not there') : found(output));
    };
    const machine = { ...plain, view: { ...plain.view, run } };
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    assert.ok(wait);
    check(wait, want);
    assert.deepEqual(asked, ['ipcs -s -i 5']);
  });
}

type Found = NonNullable<Awaited<ReturnType<typeof recognise>>>;

function check(wait: Found, want: Want): void {
  assert.equal(wait.kind, 'semaphore');
  assert.deepEqual(inShort(wait.enders), want.enders);
  assert.equal(wait.timeoutSeconds, want.timeoutSeconds ?? null);
  if (want.object !== undefined) assert.equal(wait.object, want.object);
  if (want.posture !== undefined) assert.equal(wait.posture, want.posture);
  if (want.facts) assert.deepEqual(wait.facts ?? [], want.facts);
}

const word = '0x7f5a7c2b1000';
const mapping = (path: string, start = '7f5a7c2b1000'): string =>
  `${start}-${(BigInt(`0x${start}`) + 0x1000n).toString(16)} rw-s 00000000 00:17 42   ${path}`;
const posts = (maps: readonly string[]): Told => ({
  pid: 100,
  name: 'waiter',
  syscall: `202 ${word} 0x109 0x0 0x0 0x0 0xffffffff 0x7ffe9e51a0f0 0x7f7e9ae92b56`,
  wchan: 'futex_do_wait',
  maps,
});

const posix: readonly {
  situation: string;
  processes: readonly Told[];
  words: readonly number[];
  want: Want | null;
}[] = [
  {
    situation: 'by name, and another process has it mapped',
    processes: [
      posts([mapping('/dev/shm/sem.queue')]),
      { pid: 200, maps: [mapping('/dev/shm/sem.queue', '7f00000a0000')] },
    ],
    words: [0, 1, 128],
    want: { object: 'semaphore /queue', posture: 'open', enders: ['200 data'] },
  },
  {
    situation: 'its maker sees another name, which is deleted; who opened it sees the true one',
    processes: [
      posts([mapping('/dev/shm/sem.aBcDeF (deleted)')]),
      { pid: 200, maps: [mapping('/dev/shm/sem.queue', '7f00000a0000')] },
    ],
    words: [0, 1, 128],
    want: { object: 'semaphore /queue', enders: ['200 data'] },
  },
  {
    situation: 'by name, and nobody else has it now: anybody may come',
    processes: [posts([mapping('/dev/shm/sem.queue')]), { pid: 200, maps: [] }],
    words: [0, 1, 128],
    want: { posture: 'open', enders: ['outside'], facts: ['no other process has it mapped'] },
  },
  {
    situation: 'without a name, in memory of a family of processes (multiprocessing.Lock)',
    processes: [
      posts([mapping('/dev/zero (deleted)')]),
      { pid: 200, maps: [mapping('/dev/zero (deleted)')] },
      { pid: 300, maps: [mapping('/dev/zero (deleted)')] },
    ],
    words: [0, 2, 128],
    want: { object: 'semaphore at 0x7f5a7c2b1000 in /dev/zero (deleted)', enders: ['200 data', '300 data'] },
  },
  {
    situation: 'without a name, and nobody else has that memory',
    processes: [posts([mapping('/dev/zero (deleted)')]), { pid: 200, maps: [] }],
    words: [0, 1, 128],
    want: { enders: [] },
  },
  {
    situation: 'shared as the program says, but in memory of its own',
    processes: [posts(['7f5a7c2b1000-7f5a7c2b2000 rw-p 00000000 00:00 0 '])],
    words: [0, 1, 128],
    want: null,
  },
  {
    situation: 'a condition variable in shared memory is none',
    processes: [posts([mapping('/dev/zero (deleted)')]), { pid: 200, maps: [] }],
    words: [0, 0, 0],
    want: null,
  },
  {
    situation: 'within a process it is a futex',
    processes: [
      {
        ...posts([mapping('/dev/shm/sem.queue')]),
        syscall: `202 ${word} 0x189 0x0 0x0 0x0 0xffffffff 0x7ffe9e51a0f0 0x7f7e9ae92b56`,
      },
    ],
    words: [0, 1, 0],
    want: null,
  },
];

for (const { situation, processes, words, want } of posix) {
  test(`semaphore: POSIX: ${situation}`, async () => {
    const machine = withWords(told(processes), { 100: { [word]: words } });
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    if (want === null || wait === null) return assert.equal(wait, want);
    check(wait, want);
    return undefined;
  });
}

test('semaphore: System V: in another IPC namespace nothing can be known', async () => {
  const plain = withWords(told([waits, holder], { '/proc/sysvipc/sem': sets() }), {
    100: { [buffer]: operation(0, -1) },
  });
  const thread = plain.process(100)?.thread(100);
  assert.ok(thread);
  const elsewhere = { ...thread, process: { ...thread.process, namespace: () => '4026531900' } };
  const link: typeof plain.view.link = () => found('ipc:[4026531839]');
  const wait = await recognise(elsewhere, { ...plain, view: { ...plain.view, link } });
  assert.deepEqual(inShort(wait?.enders ?? []), ['unseen']);
});
