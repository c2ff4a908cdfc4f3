/**
 * A wait on a set of descriptors, however it was handed to the kernel (poll, select, epoll, io_uring): any member
 * that gets ready ends it. A set of one is the plain wait in disguise; an event loop is a program at rest.
 */
import type { Descriptor, Machine, Thread } from '../machine/machine.ts';
import type { Direction, PlainWait } from './descriptor-wait.ts';
import { callEvidence } from './evidence.ts';
import { clockEnders, secondsOf, type TimeLimit } from './time-limit.ts';
import { waitFrom } from './plain.ts';
import type { Ender, Evidence, Member, Posture, Wait } from './wait.ts';
import { waitOn } from './wait-on.ts';
import { counted } from './words.ts';

/** A descriptor in the set, and what the set asks of it. */
export interface Entry {
  readonly descriptor: Descriptor;
  readonly direction: Direction;
  /** As the call has it: `in`, `in|out`, `hup`. */
  readonly events: string;
}

export interface PollSet {
  readonly callName: string;
  readonly entries: readonly Entry[];
  /** What is known to be in the set but not what it is: `fd 9: closed here`. */
  readonly unknown: readonly string[];
  /** What else ends it, of which nothing tells where it comes from: completions of an io_uring. */
  readonly others: readonly string[];
  readonly limit: TimeLimit;
  readonly evidence: readonly Evidence[];
  /** It installs a signal mask, and a caught signal is meant to end it. */
  readonly signalEnds: boolean;
}

export async function setWait(machine: Machine, thread: Thread, set: PollSet): Promise<Wait> {
  const plains: { entry: Entry; plain: PlainWait }[] = [];
  for (const entry of set.entries) {
    plains.push({ entry, plain: await waitOn(machine, thread, entry.descriptor, entry.direction) });
  }
  const signal: Ender[] = set.signalEnds ? [{ by: 'outside', what: 'a caught signal' }] : [];
  const unknown: Ender[] = set.unknown.map((why) => ({ by: 'unseen', why }));
  const others: Ender[] = set.others.map((what) => ({ by: 'outside', what }));
  const more = [...unknown, ...others, ...clockEnders(thread, set.limit), ...signal];
  const common = {
    timeoutSeconds: secondsOf(set.limit),
    ...(set.signalEnds ? { signalEnds: true } : {}),
  };
  const [only] = plains;
  if (only && plains.length === 1 && unknown.length + others.length === 0) {
    const { fd } = only.entry.descriptor;
    const wait = waitFrom(thread, set.callName, fd, only.plain);
    const because = wait.because + limitInWords(set.limit);
    return {
      ...wait,
      ...common,
      because,
      enders: [...wait.enders, ...more],
      evidence: [...wait.evidence, ...set.evidence],
    };
  }
  if (plains.length + unknown.length + others.length === 0) return emptySet(thread, set, more);

  const members = plains.map(({ entry, plain }) => memberOf(entry, plain));
  const useful = plains.filter(({ plain }) => !isOwnWake(thread, plain));
  const peer = useful.length === 1 ? useful[0]?.plain : undefined;
  const facts = plains.flatMap(({ entry, plain }) =>
    plain.ready ? [`fd ${entry.descriptor.fd} has something unread: ${plain.object}`] : (plain.facts ?? []),
  );
  const named = (useful.length > 0 ? useful : plains).map(({ plain }) => plain.object);
  const object =
    named.length > 3 ? `${named.slice(0, 3).join(', ')} and ${named.length - 3} more` : named.join(', ');
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: 'poll',
    fd: null,
    object: [object, ...set.others].filter((one) => one !== '').join(', ') || set.unknown.join(', '),
    ...common,
    enders: [...distinct(plains.flatMap(({ plain }) => plain.enders)), ...more],
    posture:
      others.length > 0
        ? 'rest'
        : postureOf(
            useful.map(({ plain }) => plain),
            unknown.length > 0,
          ),
    because: `${set.callName} on ${counted(plains.length + unknown.length + others.length, 'descriptor')}: ${peer ? peer.clause : object || [...set.unknown, ...set.others].join(', ')}${limitInWords(set.limit)}`,
    evidence: [...callEvidence(thread), ...set.evidence, ...(peer?.evidence ?? [])],
    members,
    ...(peer?.side ? { side: peer.side } : {}),
    ...(peer?.silentSeconds ? { silentSeconds: peer.silentSeconds } : {}),
    ...(facts.length > 0 ? { facts } : {}),
  };
}

const memberOf = ({ descriptor, events }: Entry, plain: PlainWait): Member => ({
  fd: descriptor.fd,
  target: descriptor.target,
  events,
  kind: plain.kind,
  object: plain.object,
  posture: plain.posture,
  enders: plain.enders,
  ready: plain.ready,
});

/** A set of nothing: a sleep, or a wait for signals. */
function emptySet(thread: Thread, set: PollSet, enders: readonly Ender[]): Wait {
  const isSleep = set.limit.is !== 'none';
  return {
    pid: thread.pid,
    tid: thread.tid,
    kind: isSleep ? 'sleep' : 'signal',
    fd: null,
    object: isSleep ? 'the clock' : 'a signal',
    timeoutSeconds: secondsOf(set.limit),
    enders: isSleep || set.signalEnds ? enders : [{ by: 'outside', what: 'a signal' }],
    posture: 'rest',
    because: `${set.callName} on no descriptor${limitInWords(set.limit)}`,
    evidence: [...callEvidence(thread), ...set.evidence],
    ...(isSleep && !set.signalEnds ? {} : { signalEnds: true }),
  };
}

function limitInWords(limit: TimeLimit): string {
  if (limit.is === 'none') return ', no time-out';
  return limit.is === 'unread' ? ', with a time-out that could not be read' : `, time-out ${limit.seconds} s`;
}

/** A descriptor by which other threads of the same process wake this one: it is no source of events by itself. */
const isOwnWake = (thread: Thread, { kind, enders }: PlainWait): boolean =>
  (kind === 'eventfd' || kind === 'pipe-read' || kind === 'unix-receive') &&
  enders.every((ender) => ender.by === 'task' && ender.pid === thread.pid);

/** Where anything comes by itself, or several things may come, there is an event loop; one client connection is owed its reply. */
function postureOf(useful: readonly PlainWait[], isPartlyUnknown: boolean): Posture {
  const [first] = useful;
  if (useful.some(({ posture }) => posture === 'rest')) return 'rest';
  if (!first || isPartlyUnknown) return 'open';
  if (useful.length === 1) return first.posture;
  if (
    useful.every(
      ({ posture, kind }) => posture === 'owed' && kind !== 'tcp-receive' && kind !== 'unix-receive',
    )
  )
    return 'owed';
  return useful.every(({ posture }) => posture === 'open') || leadsToOne(useful) ? 'open' : 'rest';
}

/** All members lead to one process of this machine: its pipes, its connection. */
function leadsToOne(plains: readonly PlainWait[]): boolean {
  const enders = plains.flatMap((plain) => plain.enders);
  const pids = new Set(enders.map((ender) => (ender.by === 'task' ? ender.pid : 0)));
  return pids.size === 1 && !pids.has(0);
}

function distinct(enders: readonly Ender[]): readonly Ender[] {
  const seen = new Set<string>();
  return enders.filter((ender) => {
    const key = JSON.stringify(ender);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
