/**
 * What to do about a root cause: for a deadlock by what its members wait for, else by the kind of the culprit's wait
 * (kind-advice.ts), and by what those who wait for it need of it. What its own stack tells comes first: that names the
 * call and the option.
 */
import type { Case } from '../../verdicts/case.ts';
import type { Cause } from '../../verdicts/index.ts';
import type { UserFrame } from '../../sources/python/index.ts';
import type { Kind } from '../../waits/wait.ts';
import { adviceFromFrames } from '../stack-advice.ts';
import { kindAdvice } from './kind-advice.ts';

const mostTold = 3;

type Stacks = ReadonlyMap<number, readonly UserFrame[]>;

export function adviceFor(facts: Case, cause: Cause, stacks: Stacks = new Map()): readonly string[] {
  const { node, cycle = [] } = cause;
  const own = cycle.length > 0 ? deadlockAdvice(cause) : node.wait ? kindAdvice(node, node.wait) : [];
  return [...new Set([...stackAdvice(cause, stacks), ...own, ...needAdvice(facts, cause)])].slice(
    0,
    mostTold,
  );
}

const stackAdvice = ({ node, cycle = [] }: Cause, stacks: Stacks): readonly string[] =>
  (cycle.length > 0 ? cycle : [node]).flatMap(({ tid, wait }) =>
    adviceFromFrames(stacks.get(tid) ?? [], wait?.kind ?? 'unknown'),
  );

const locks: ReadonlySet<Kind> = new Set<Kind>(['file-lock', 'mutex', 'semaphore']);

function deadlockAdvice({ cycle = [] }: Cause): readonly string[] {
  const kinds = new Set(cycle.map(({ wait }) => wait?.kind ?? 'unknown'));
  const all = (...these: readonly Kind[]): boolean => [...kinds].every((kind) => these.includes(kind));
  const [first] = cycle;
  if (cycle.length === 1 && first?.wait) return kindAdvice(first, first.wait);
  if (kinds.has('child-exit') && (kinds.has('pipe-write') || kinds.has('unix-send')))
    return [
      'Read the output of a child before, or while, waiting for its end: a full pipe lets it never end (in Python communicate() in place of wait()).',
    ];
  if (kinds.has('child-exit') && (kinds.has('pipe-read') || kinds.has('tty-read')))
    return [
      'Close the end of the pipe that the child reads from, or write what it waits for, before waiting for its end.',
    ];
  if (all('pipe-write', 'unix-send', 'tcp-send'))
    return [
      'Both sides write and neither reads: let one read while it writes (poll, a thread), or agree on turns.',
    ];
  if (all('pipe-read', 'unix-receive', 'tcp-receive', 'udp-receive', 'tty-read', 'poll'))
    return [
      'Each side waits for the other to speak: flush what was written, close ends that are not used, set a time-out.',
    ];
  if ([...kinds].some((kind) => locks.has(kind)))
    return [
      all('file-lock', 'mutex', 'semaphore')
        ? 'Take these locks in the same order everywhere, or take the second with a time-out and let go of the first.'
        : 'Let go of the lock before waiting for somebody who may want it.',
    ];
  if (all('thread-join')) return ['Threads join each other in a ring: let one of them end without joining.'];
  return ['One of them has to give way: set a time-out on one of these waits.'];
}

/** What is to be done at the culprit for the sake of those who wait: by the thing that stands between them. */
function needAdvice({ claims }: Case, cause: Cause): readonly string[] {
  if (cause.cycle && cause.cycle.length > 0) return [];
  const advice = (claims.get(cause.node) ?? []).flatMap(({ waiter, ender }): readonly string[] => {
    if (waiter.pid === cause.node.pid) return [];
    const kind = waiter.wait?.kind;
    if (ender.need === 'release')
      return [
        `It holds what others wait for (${ender.object}): let go of it before waiting, or bound the wait.`,
      ];
    if (ender.need === 'accept')
      return ['Connections stand in its queue: accept them in a thread of their own, or in the event loop.'];
    if (ender.need !== 'data') return [];
    if (kind === 'pipe-read' && isInherited(waiter.wait?.facts))
      return [
        'It has inherited a write end that it does not use: close such descriptors in the child (close_fds, O_CLOEXEC), then the reader sees the end.',
      ];
    if (kind === 'pipe-write' || kind?.endsWith('-send'))
      return ['Others cannot go on writing until it reads what it was sent.'];
    return [];
  });
  return [...new Set(advice)];
}

const isInherited = (facts: readonly string[] | undefined): boolean =>
  (facts ?? []).some((fact) => fact.includes('inherited'));
