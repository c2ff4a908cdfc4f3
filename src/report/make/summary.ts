/**
 * A root cause in one sentence, for the first line of a report:
 *   python (26607) waits for 211.52.1.3:80: nothing received for 3 days
 *   cp (812) and tar (815) wait for each other: file-lock, pipe-write
 */
import { taskEnders, type Graph, type Node } from '../../graph/graph.ts';
import type { Case } from '../../verdicts/case.ts';
import type { Claim } from '../../verdicts/need.ts';
import type { Cause } from '../../verdicts/index.ts';
import type { Culprit } from './culprits.ts';
import type { Kind, Wait } from '../../waits/wait.ts';
import { lasting } from '../../waits/words.ts';
import { counted, listed } from '../words.ts';

/** Not made safe: whoever shows it does that. */
export const titled = ({ pid, process }: Node): string => `${process.name} (${pid})`;

/** What a thread does in such a wait, where nobody in particular could end it. */
const doing = {
  'child-exit': 'waits for a child to end',
  vfork: 'waits for the child that it started with vfork',
  'pipe-read': 'reads from a pipe that brings nothing',
  'pipe-write': 'writes to a full pipe',
  'fifo-open': 'waits for somebody to open the other end of a fifo',
  'tcp-connect': 'waits for a connection to be made',
  'tcp-receive': 'waits for an answer',
  'tcp-send': 'waits until it can send',
  'tcp-accept': 'waits for somebody to connect',
  'udp-receive': 'waits for a datagram',
  'unix-connect': 'waits for a connection to be taken',
  'unix-receive': 'waits for an answer',
  'unix-send': 'waits until it can send',
  'unix-accept': 'waits for somebody to connect',
  'file-lock': 'waits for a file lock',
  mutex: 'waits for a mutex',
  'thread-join': 'waits for a thread to end',
  futex: 'waits to be woken by another thread',
  semaphore: 'waits for a semaphore',
  'message-queue': 'waits at a message queue',
  poll: 'waits for one of several descriptors',
  eventfd: 'waits for an eventfd',
  inotify: 'waits for a file to change',
  signal: 'waits for a signal',
  sleep: 'sleeps',
  timer: 'waits for a timer',
  'tty-read': 'waits for input from its terminal',
  'tty-write': 'waits until its terminal takes output',
  stopped: 'is stopped',
  traced: 'is held by a tracer',
  frozen: 'is frozen with its control group',
  'disk-io': 'waits for a disk',
  nfs: 'waits for an NFS server',
  fuse: 'waits for the daemon behind a FUSE mount',
  'fs-freeze': 'waits for a file system to be thawed',
  'page-fault': 'waits for a page of its memory',
  memory: 'waits for memory',
  cpu: 'computes without getting on',
  throttled: 'is throttled by its CPU quota',
  zombie: 'has exited and was not collected',
  unknown: 'waits for something that could not be told',
} satisfies Record<Kind, string>;

/** In these it is no object that is waited for: the state itself says it all. */
const isState = (kind: Kind): boolean =>
  kind === 'stopped' ||
  kind === 'frozen' ||
  kind === 'cpu' ||
  kind === 'throttled' ||
  kind === 'sleep' ||
  kind === 'signal';

export function summaryOf({ graph, claims }: Case, { cause, victims }: Culprit): string {
  if (cause.cycle && cause.cycle.length > 0) return deadlockOf(cause.cycle);
  const { node } = cause;
  const { wait } = node;
  if (!wait) return `${titled(node)} gets nowhere: ${cause.why}`;
  const needed = neededBy((claims.get(node) ?? []).filter(({ waiter }) => waiter.pid !== node.pid));
  const detail = detailOf(cause, wait, { victims: victims.size, needed });
  return `${titled(node)} ${aimOf(graph, cause, wait)}${detail === '' ? '' : `: ${detail}`}`;
}

function deadlockOf(cycle: readonly Node[]): string {
  const [first] = cycle;
  if (!first) return 'a deadlock';
  const kinds = [...new Set(cycle.map(({ wait }) => wait?.kind ?? 'unknown'))].join(', ');
  if (cycle.length === 1) return `${titled(first)} waits for itself: ${first.wait?.object ?? kinds}`;
  const names = [...new Map(cycle.map((node) => [node.pid, titled(node)])).values()];
  if (names.length === 1)
    return `${counted(cycle.length, 'thread')} of ${titled(first)} wait for each other: ${kinds}`;
  const told = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return `${listed(told)} wait for each other: ${kinds}`;
}

/** Whom or what it waits for: the remote, the process, or what its kind of wait means. */
function aimOf(graph: Graph, { node, rule }: Cause, wait: Wait): string {
  if (isState(wait.kind) || rule === 'flow-control') return doing[wait.kind];
  const remotes = wait.enders.flatMap((ender) => (ender.by === 'remote' ? [ender.address] : []));
  const others = [...new Set(taskEnders(node).map(({ pid }) => pid))].filter((pid) => pid !== node.pid);
  const names = [
    ...remotes,
    ...others.map((pid) => {
      const process = graph.members.get(pid)?.[0]?.process;
      return process ? `${process.name} (${pid})` : `process ${pid}`;
    }),
  ];
  const [first] = names;
  if (first === undefined) return doing[wait.kind];
  const verb = wait.kind === 'traced' ? 'is held by' : 'waits for';
  return names.length === 1 ? `${verb} ${first}` : `${verb} any of ${names.length}, among them ${first}`;
}

/** Who needs it, and for what: `tar (815) and 3 more want flock of /run/lock, which it holds`. */
function neededBy(claims: readonly Claim[]): string | null {
  const [first] = claims;
  if (!first) return null;
  const more = new Set(claims.map(({ waiter }) => waiter.pid)).size - 1;
  const who = `${titled(first.waiter)}${more > 0 ? ` and ${more} more` : ''}`;
  const verb = more > 0 ? 'wait' : 'waits';
  const { need, object } = first.ender;
  switch (need) {
    case 'release':
      return `${who} ${more > 0 ? 'want' : 'wants'} ${object}, which it holds`;
    case 'accept':
      return `${who} ${verb} at its ${object}`;
    case 'data':
      return `${who} ${verb} for it at ${object}`;
    case 'exit':
      return `${who} ${verb} for its end`;
    case 'continue':
      return `${who} ${verb} for it to act (${object})`;
  }
}

function detailOf(
  { rule, why }: Cause,
  wait: Wait,
  { victims, needed }: { readonly victims: number; readonly needed: string | null },
): string {
  const moved = movedBy(wait.kind);
  const silence =
    wait.silentSeconds && moved !== null
      ? [`nothing ${moved} for ${lasting(wait.silentSeconds.seconds)}`]
      : [];
  if (rule === 'needed') return [...silence, needed ?? why].join('; ');
  if (silence.length > 0) return silence.join('');
  if (rule === 'spinning') return why;
  if (isState(wait.kind))
    return victims > 0 ? `${counted(victims, 'process waits', 'processes wait')} behind it` : '';
  return rule === 'impossible'
    ? [wait.object, ...(wait.facts ?? ['nobody can end that'])].join(', ')
    : wait.object;
}

const movedBy = (kind: Kind): string | null => {
  if (kind.endsWith('-receive')) return 'received';
  if (kind.endsWith('-send')) return 'sent';
  return kind === 'pipe-read' ? 'written' : kind === 'pipe-write' ? 'read' : null;
};
