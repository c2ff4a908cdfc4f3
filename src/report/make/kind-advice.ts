/** What to do about a wait of its kind, from what is known of it: one row an entry. */
import { taskEnders, type Node } from '../../graph/graph.ts';
import type { Kind, Wait } from '../../waits/wait.ts';

type Advise = (node: Node, wait: Wait) => readonly string[];

export const kindAdvice: Advise = (node, wait) => table[wait.kind](node, wait);

const hasTimeout = ({ timeoutSeconds, enders }: Wait): boolean =>
  timeoutSeconds !== null || enders.some(({ by }) => by === 'clock');

const isRemote = ({ enders }: Wait): boolean => enders.some(({ by }) => by === 'remote');

const remoteOf = ({ enders }: Wait): string =>
  enders.flatMap((ender) => (ender.by === 'remote' ? [ender.address] : []))[0] ?? 'the other end';

const bound = (wait: Wait, how: string): readonly string[] => (hasTimeout(wait) ? [] : [how]);

const answer: Advise = (_, wait) => [
  ...bound(
    wait,
    'Set a time-out on this request: without one the program waits for ever for a peer that is gone.',
  ),
  ...(isRemote(wait) ? [`Ask ${remoteOf(wait)} whether it still knows this connection.`] : []),
];

const connect: Advise = (_, wait) => [
  ...bound(wait, 'Set a time-out for connecting.'),
  isRemote(wait)
    ? `Check the way to ${remoteOf(wait)}: a firewall that drops packets looks like this.`
    : 'The queue of the listener is full: its server accepts too slowly, or not at all.',
];

const send: Advise = (_, wait) => [
  'The other end does not read what it is sent.',
  ...bound(wait, 'Set a time-out for sending.'),
];

const writeToPipe: Advise = () => [
  'Nobody reads the other end of the pipe: read it, or send the output to a file.',
];

const lock: Advise = (node) =>
  taskEnders(node).some(({ pid, tid }) => pid === node.pid && tid === node.tid)
    ? ['It takes a lock that it has already: make it recursive, or do not call back into locked code.']
    : ['Bound the wait for the lock (a time-out, or a try that may fail).'];

const mutex: Advise = (node, wait) =>
  wait.enders.length === 0
    ? [
        'Its owner is gone and cannot unlock: use robust mutexes, and do not fork while other threads hold locks.',
      ]
    : lock(node, wait);

const ended: Advise = () => ['Whoever should end does not: see what that one does.'];

const rest: Advise = () => [
  'It waits where programs rest, though others need it: find out why it does so now (--explain, --stacks).',
];

/** The path in it is the kernel's own, but a group may have any name. */
const quoted = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;

const thaw: Advise = (_, { enders, object }) => {
  const what = enders.flatMap((ender) => (ender.by === 'outside' ? [ender.what] : []))[0] ?? '';
  const [, word, file] = /\((0|THAWED) into (\/.+)\)$/.exec(what) ?? [];
  return [
    word === undefined || file === undefined
      ? `Thaw its control group: ${object}.`
      : `Thaw it: echo ${word} > ${quoted(file)}`,
  ];
};

const resume: Advise = ({ pid, process }, { facts = [] }) => {
  const isJob = facts.some((fact) => fact.includes('terminal'));
  const target = process.pgid > 1 && isJob ? `-- -${process.pgid}` : `${pid}`;
  return [
    `Let it go on: kill -CONT ${target}${isJob ? ', or fg in its shell' : ''}`,
    ...facts
      .filter((fact) => fact.includes('SIGTTIN') || fact.includes('SIGTTOU'))
      .map(
        () =>
          'In the background it would be stopped again: give it /dev/null as its input, or bring it to the foreground.',
      ),
  ];
};

const table = {
  'child-exit': ended,
  vfork: () => ['The child of a vfork has neither executed a program nor ended: see what it does.'],
  'pipe-read': (_, { enders }) => [
    enders.length === 0
      ? 'Every write end of the pipe is its own: close the ends that it does not use, right after the fork.'
      : 'Nobody writes and nobody closes: close inherited write ends (close_fds, O_CLOEXEC).',
  ],
  'pipe-write': writeToPipe,
  'fifo-open': (_, { object }) => [
    `Nobody has the other end open: start whoever should, or open it without blocking (${object}).`,
  ],
  'tcp-connect': connect,
  'tcp-receive': answer,
  'tcp-send': send,
  'tcp-accept': rest,
  'udp-receive': (node, wait) => [
    'A datagram may be lost: set a time-out and ask again.',
    ...answer(node, wait).slice(1),
  ],
  'unix-connect': connect,
  'unix-receive': answer,
  'unix-send': send,
  'unix-accept': rest,
  'file-lock': lock,
  mutex,
  'thread-join': ended,
  futex: () => ['Nothing shows who should wake it: the stack of the program tells (--stacks, --gdb).'],
  semaphore: () => [
    'Nobody posts it: whoever took it last may have died (SEM_UNDO, a robust mutex instead).',
  ],
  'message-queue': () => ['Nobody at the other end of the queue takes part: see who has it open.'],
  poll: (node, wait) =>
    bound(wait, 'Give the set a time-out, or one of its members to be woken by.').concat(
      isRemote(wait) ? answer(node, wait).slice(-1) : [],
    ),
  eventfd: () => ['Nobody is left who would write to the eventfd.'],
  inotify: rest,
  signal: rest,
  sleep: () => ['It sleeps while others need it: let go of what they wait for first, or sleep less.'],
  timer: rest,
  'tty-read': () => [
    'It waits for input that nobody types: give it what it asks for, or run it without a terminal.',
  ],
  'tty-write': () => [
    'Output of this terminal is held: press Ctrl-Q there (or stty -ixon), or read the other side.',
  ],
  stopped: resume,
  traced: () => ['Let its tracer go on, or detach it: quit strace or gdb.'],
  frozen: thaw,
  'disk-io': () => [
    'No signal reaches it: look at the disk (dmesg, iostat), at the array or the network behind it.',
  ],
  nfs: (_, { object }) => [
    `The file server does not answer (${object}): bring it back, or umount -f -l; mount with soft or a time-out where that is safe.`,
  ],
  fuse: (_, { object }) => [
    `The daemon behind the mount does not answer (${object}): restart it, or write 1 into its connection's abort file under /sys/fs/fuse/connections.`,
  ],
  'fs-freeze': (_, { object }) => [
    `Thaw the file system: fsfreeze --unfreeze (${object}); a backup or a snapshot may have left it so.`,
  ],
  'page-fault': () => [
    'A page of its memory does not come: swap, or the program that serves its memory, does not answer.',
  ],
  memory: () => ['It waits for memory: raise the limit of its control group, or end who uses most of it.'],
  cpu: () => ['See where it computes: --stacks, gdb, or perf top -p.'],
  throttled: (_, { object }) => [`Raise the CPU quota of its control group (${object}).`],
  zombie: () => ['Its parent is to collect it.'],
  unknown: () => ['Look at its stack: --stacks, --gdb.'],
} satisfies Record<Kind, Advise>;
