/** Queues of System V, by /proc/sysvipc/msg, and of POSIX, by who has them open; texts of Linux 6.18. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise } from '../../src/waits/message-queue.ts';
import { inShort } from './on-stage.ts';
import { long, withWords } from './told-words.ts';
import { told, type Told } from './told.ts';

const header =
  '       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime';
const queue = (bytes: number, messages: number, sender: number, receiver: number): string =>
  `${header}\n         0          7   600  ${bytes}  ${messages} ${sender} ${receiver}     0     0     0     0 1767225500 1767225500 1767225400\n`;
const sends: Told = {
  pid: 100,
  name: 'writer',
  syscall: '69 0x7 0x7ffcfa1f3f30 0x400 0x0 0x0 0x0 0x7ffcfa1f3e88 0x7fced1a25323',
  wchan: 'do_msgsnd',
};
const receives: Told = {
  pid: 100,
  name: 'reader',
  syscall: '70 0x7 0x7ffcfa1f3f30 0x400 0x9 0x0 0x0 0x7ffcfa1f3e88 0x7fced1a253d3',
  wchan: 'do_msgrcv',
};
const other: Told = { pid: 200, name: 'other' };
const mqueue = (flags: string, ino = 49324): readonly [string, string] => [
  '/jobs',
  `pos:\t0\nflags:\t${flags}\nmnt_id:\t20\nino:\t${ino}\n`,
];
const mqReceives: Told = {
  pid: 100,
  name: 'reader',
  syscall: '243 0x3 0x7ffcfa1f3e90 0x64 0x0 0x0 0x0 0x7ffcfa1f3e88 0x7fced19aded3',
  wchan: 'wq_sleep',
  fds: { 3: mqueue('02000000') },
};
const mqSends: Told = {
  ...mqReceives,
  name: 'writer',
  syscall: '242 0x3 0x7ffcfa1f3e90 0x1 0x0 0x0 0x0 0x7ffcfa1f3e88 0x7fced19aded3',
  fds: { 3: mqueue('02000001') },
};

interface Row {
  readonly situation: string;
  readonly processes: readonly Told[];
  readonly texts?: string;
  readonly want: {
    readonly object: string;
    readonly posture: string;
    readonly enders: readonly string[];
    readonly facts?: readonly string[];
    readonly timeoutSeconds?: number;
  } | null;
}

const rows: readonly Row[] = [
  {
    situation: 'a full queue of System V is for the one to empty who received last',
    processes: [sends, other],
    texts: queue(16384, 16, 100, 200),
    want: {
      object: 'System V message queue 7',
      posture: 'owed',
      enders: ['200 data'],
      facts: ['it holds 16 messages of 16384 bytes', '200 received last'],
    },
  },
  {
    situation: 'from a full queue nobody has ever received',
    processes: [sends, other],
    texts: queue(16384, 16, 100, 0),
    want: { object: 'System V message queue 7', posture: 'owed', enders: ['outside'] },
  },
  {
    situation: 'who received last is gone',
    processes: [sends],
    texts: queue(16384, 16, 100, 200),
    want: {
      object: 'System V message queue 7',
      posture: 'owed',
      enders: ['outside'],
      facts: ['it holds 16 messages of 16384 bytes', '200, which received last, is gone'],
    },
  },
  {
    situation: 'the pid of who received last is taken again by a later process',
    processes: [sends, { ...other, startTicks: 99_000 }],
    texts: queue(16384, 16, 100, 200),
    want: { object: 'System V message queue 7', posture: 'owed', enders: ['outside'] },
  },
  {
    situation: 'a receiver of System V is at rest: who sent last may send again, and so may anybody',
    processes: [receives, other],
    texts: queue(0, 0, 200, 100),
    want: {
      object: 'System V message queue 7',
      posture: 'rest',
      enders: ['200 data', 'outside'],
      facts: ['of type 9', 'it holds 0 messages of 0 bytes', '200 sent last'],
    },
  },
  {
    situation: 'the queue is not in the table',
    processes: [sends],
    texts: header,
    want: { object: 'System V message queue 7', posture: 'owed', enders: ['unseen'] },
  },
  {
    situation: 'an empty queue of POSIX: whoever has it open to write; who only reads brings nothing',
    processes: [
      mqReceives,
      { ...other, fds: { 5: mqueue('02000001') } },
      { pid: 300, fds: { 5: mqueue('02000000') } },
      { pid: 400, fds: { 5: mqueue('02000002') } },
    ],
    want: { object: 'POSIX message queue /jobs', posture: 'rest', enders: ['200 data', '400 data'] },
  },
  {
    situation: 'a file of that name in the root directory is no queue',
    processes: [mqReceives, { ...other, fds: { 5: mqueue('0100001', 77) } }],
    want: {
      object: 'POSIX message queue /jobs',
      posture: 'rest',
      enders: ['outside'],
      facts: ['nobody has it open to send'],
    },
  },
  {
    situation: 'a full queue of POSIX: whoever has it open to read',
    processes: [
      mqSends,
      { ...other, fds: { 5: mqueue('02000000') } },
      { pid: 300, fds: { 5: mqueue('02000001') } },
    ],
    want: { object: 'POSIX message queue /jobs', posture: 'owed', enders: ['200 data'] },
  },
  {
    situation: 'for two minutes at the most: a moment of CLOCK_REALTIME',
    processes: [
      {
        ...mqReceives,
        syscall: '243 0x3 0x7ffcfa1f3e90 0x64 0x0 0x7ffcfa1f3f10 0x0 0x7ffcfa1f3e88 0x7fced19aded3',
      },
      { ...other, fds: { 5: mqueue('02000001') } },
    ],
    want: {
      object: 'POSIX message queue /jobs',
      posture: 'rest',
      enders: ['200 data', 'clock'],
      timeoutSeconds: 120,
    },
  },
  {
    situation: 'another call',
    processes: [{ pid: 100, syscall: '0 0x3 0x0 0x0 0x0 0x0 0x0 0x7ffe 0x7f7e' }],
    want: null,
  },
];

for (const { situation, processes, texts, want } of rows) {
  test(`message-queue: ${situation}`, async () => {
    const table = texts === undefined ? {} : { '/proc/sysvipc/msg': texts };
    const machine = withWords(told(processes, table), { 100: { '0x7ffcfa1f3f10': long(1_767_225_720n) } });
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    if (want === null || wait === null) return assert.equal(wait, want);
    assert.equal(wait.kind, 'message-queue');
    const { object, posture, enders } = wait;
    assert.deepEqual(
      { object, posture, enders: inShort(enders) },
      {
        object: want.object,
        posture: want.posture,
        enders: want.enders,
      },
    );
    assert.equal(wait.timeoutSeconds, want.timeoutSeconds ?? null);
    if (want.facts) assert.deepEqual(wait.facts, want.facts);
    return undefined;
  });
}
