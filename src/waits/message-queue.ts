/**
 * `message-queue`: a queue of System V (msgop(2)) or of POSIX (mq_overview(7)) that is empty or full. Samples:
 * `70 0x0 0x7ffc… 0x400 0x7 …` is msgrcv on queue 0 of messages of type 7; `243 0x3 …` mq_timedreceive on fd 3,
 * whose link is `/NAME`, and whose text `QSIZE:0 NOTIFY:0 SIGNO:0 NOTIFY_PID:0`.
 *
 * A receiver rests: work comes to it. A sender is owed room by whoever receives. A POSIX queue has the processes that
 * have it open; of a System V one the kernel knows only who sent and received last, and anybody may come.
 */
import { messagesPath, parseMessages, type MessageQueue } from '../sources/proc/sysvipc.ts';
import { valueOf } from '../view/view.ts';
import type { Descriptor, Machine, Thread } from '../machine/machine.ts';
import { absoluteLimit, untilInWords } from './absolute-limit.ts';
import { callEvidence } from './evidence.ts';
import { holdersAsEnders } from './plain.ts';
import { elsewhere, isElsewhere, lastUser, named } from './system-v.ts';
import { messageCallOf } from './system-v-call.ts';
import { clockEnders, secondsOf, type TimeLimit } from './time-limit.ts';
import { holdersOfFile } from './same-file.ts';
import { unseenHolders } from './unseen.ts';
import type { Ender, Evidence, Recogniser, Wait } from './wait.ts';
import { counted } from './words.ts';

type Direction = 'send' | 'receive';

export const recognise: Recogniser = (thread, machine) => systemV(thread, machine) ?? posix(thread, machine);

interface Found {
  readonly callName: string;
  readonly direction: Direction;
  readonly fd: number | null;
  readonly object: string;
  readonly enders: readonly Ender[];
  readonly facts: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly limit: TimeLimit;
}

const waitFor = (thread: Thread, found: Found): Wait => ({
  pid: thread.pid,
  tid: thread.tid,
  kind: 'message-queue',
  fd: found.fd,
  object: found.object,
  timeoutSeconds: secondsOf(found.limit),
  enders: [...found.enders, ...clockEnders(thread, found.limit)],
  posture: found.direction === 'receive' ? 'rest' : 'owed',
  because: `${[
    `${found.callName}${found.fd === null ? ' on' : ` on fd ${found.fd}:`} ${found.object}`,
    ...found.facts,
  ].join(', ')}${untilInWords(found.limit)}`,
  evidence: [...callEvidence(thread), ...found.evidence],
  ...(found.facts.length > 0 ? { facts: found.facts } : {}),
});

function systemV(thread: Thread, machine: Machine): Wait | null {
  const call = messageCallOf(thread);
  if (!call) return null;
  const { callName, direction, id, type } = call;
  const isHere = !isElsewhere(machine, thread.process);
  const queues = isHere ? parseMessages(valueOf(machine.view.text(messagesPath)) ?? '') : [];
  const queue = queues.find((one) => one.id === id);
  const object = named('System V message queue', id, queue?.key);
  const wanted = type === null || type === 0n ? [] : [`of type ${type}`];
  const known = queue
    ? lastUsed(machine, thread, queue, direction, object)
    : { enders: [isHere ? noRow(object) : elsewhere], facts: [] };
  return waitFor(thread, {
    callName,
    direction,
    fd: null,
    object,
    enders: known.enders,
    facts: [...wanted, ...known.facts],
    evidence: queue ? [{ source: messagesPath, text: queue.text }] : [],
    limit: { is: 'none' },
  });
}

const noRow = (object: string): Ender => ({ by: 'unseen', why: `${object} is not in ${messagesPath}` });

function lastUsed(
  machine: Machine,
  thread: Thread,
  queue: MessageQueue,
  direction: Direction,
  object: string,
): Pick<Found, 'enders' | 'facts'> {
  const anybody: Ender = {
    by: 'outside',
    what: `whoever may ${direction === 'send' ? 'receive from' : 'send to'} it`,
  };
  const [pid, at, did] =
    direction === 'send'
      ? ([queue.lastReceiver, queue.receivedAt, 'received'] as const)
      : ([queue.lastSender, queue.sentAt, 'sent'] as const);
  const filling = `it holds ${counted(queue.messages, 'message')} of ${counted(queue.bytes, 'byte')}`;
  const partner = lastUser(machine, pid, at);
  if (pid === 0) return { enders: [anybody], facts: [filling, `nobody has ${did} anything yet`] };
  if (partner === null) return { enders: [anybody], facts: [filling, `${pid}, which ${did} last, is gone`] };
  if (partner === thread.pid) return { enders: [anybody], facts: [filling, `it ${did} last itself`] };
  const partnerEnder: Ender = {
    by: 'task',
    pid: partner,
    object,
    need: 'data',
    turn: direction === 'send' ? 'theirs' : null,
  };
  return {
    enders: direction === 'send' ? [partnerEnder] : [partnerEnder, anybody],
    facts: [filling, `${partner} ${did} last`],
  };
}

/** The calls of POSIX queues, with their time-out, a moment of CLOCK_REALTIME, in the fifth argument. */
const posixCalls: Readonly<Record<string, Direction>> = {
  mq_timedreceive: 'receive',
  mq_timedreceive_time64: 'receive',
  mq_timedsend: 'send',
  mq_timedsend_time64: 'send',
};

function posix(thread: Thread, machine: Machine): Wait | null {
  if (thread.call.in !== 'call') return null;
  const { name, args } = thread.call.call;
  const direction = posixCalls[name];
  if (direction === undefined) return null;
  const fd = Number(BigInt.asIntN(32, args[0] ?? -1n));
  const queue = machine.descriptor(thread.pid, fd);
  const timeout = args[4] ?? 0n;
  const wordBytes = thread.process.abi === 'i386' && !name.endsWith('_time64') ? 4 : 8;
  const object = `POSIX message queue ${queue?.target ?? `at fd ${fd}`}`;
  return waitFor(thread, {
    callName: name,
    direction,
    fd,
    object,
    ...(queue ? usersOfQueue(machine, thread, queue, direction, object) : notSeen(object)),
    limit: timeout === 0n ? { is: 'none' } : absoluteLimit(machine, thread, timeout, wordBytes, 'realtime'),
  });
}

const notSeen = (object: string) => ({
  enders: [{ by: 'unseen', why: `${object} could not be seen` } as const],
  facts: [],
  evidence: [],
});

/** Whoever has it open the other way; one that has its name may be opened by anybody who comes. */
function usersOfQueue(
  machine: Machine,
  thread: Thread,
  queue: Descriptor,
  direction: Direction,
  object: string,
): Pick<Found, 'enders' | 'facts' | 'evidence'> {
  const holders = holdersOfFile(machine, queue);
  const useful = holders.descriptors.filter(
    (holder) => holder.access !== null && holder.access !== (direction === 'send' ? 'w' : 'r'),
  );
  const enders = holdersAsEnders(machine, thread, useful, ({ pid, fd }) => ({
    by: 'task',
    pid,
    fd,
    object,
    need: 'data',
    turn: direction === 'send' ? 'theirs' : null,
  }));
  const anybody: readonly Ender[] =
    enders.length === 0
      ? [
          {
            by: 'outside',
            what: `whoever opens ${queue.target} to ${direction === 'send' ? 'receive' : 'send'}`,
          },
        ]
      : [];
  const reading = machine.view.text(`/proc/${queue.pid}/fd/${queue.fd}`);
  return {
    enders: [...enders, ...anybody, ...unseenHolders(machine, holders)],
    facts: enders.length === 0 ? [`nobody has it open to ${direction === 'send' ? 'receive' : 'send'}`] : [],
    evidence: reading.ok ? [{ source: `/proc/${queue.pid}/fd/${queue.fd}`, text: reading.value.trim() }] : [],
  };
}
