/**
 * Time and progress of one wait: has it lasted, does it end by itself, did it get on?
 *
 * A wait that is armed anew again and again without a byte moved is neither an end in sight nor progress: waking up
 * is not progress. What moved is told by the two looks (machine/progress.ts) and by the silence of the thing waited
 * for, where its kind knows it (TCP's last receive, a pipe's times).
 */
import type { Node } from '../graph/graph.ts';

export interface Patience {
  /** --stuck-after, seconds. */
  readonly stuckAfterSeconds: number;
  /** --sample, seconds; 0 for a single look. */
  readonly sampleSeconds: number;
}

/** An end is in sight when it comes within this many times --stuck-after. */
const inSight = 10;

/** Seconds of silence that still count as "something came during the sample": clocks of two texts differ a little. */
const slackSeconds = 0.1;

const clockOf = (node: Node): { inSeconds: number | null } | null => {
  const due = (node.wait?.enders ?? []).flatMap((ender) => (ender.by === 'clock' ? [ender] : []));
  if (due.length === 0) return null;
  const known = due.flatMap(({ inSeconds }) => (inSeconds === null ? [] : [inSeconds]));
  return { inSeconds: known.length > 0 ? Math.min(...known) : null };
};

/** On a processor, or ready for one. */
export const isRunning = (node: Node): boolean => node.wait === null || node.wait.kind === 'cpu';

const cameLately = (node: Node, patience: Patience): boolean | null => {
  const silent = node.wait?.silentSeconds?.seconds;
  return silent === undefined ? null : silent <= patience.sampleSeconds + slackSeconds;
};

/** Whether it is the same wait, begun anew: it woke, or it has been silent for longer than its own time-out. */
export function isRearmed(node: Node, patience: Patience): boolean {
  if (!node.wait || isRunning(node)) return false;
  if (node.motion === 'moved' || node.motion === 'computing') return false;
  const lately = cameLately(node, patience);
  if (lately === true) return false;
  if (node.motion === 'woke') return clockOf(node) !== null || lately === false;
  const { timeoutSeconds, silentSeconds } = node.wait;
  return (
    timeoutSeconds !== null &&
    silentSeconds !== undefined &&
    silentSeconds.seconds > timeoutSeconds + slackSeconds
  );
}

/** It got on between the two looks; where nothing can tell, a wake-up of a wait without a time-out was for something. */
export const gotOn = (node: Node, patience: Patience): boolean =>
  (isRunning(node) && node.motion !== 'computing') ||
  node.motion === 'moved' ||
  (node.motion === 'woke' && !isRearmed(node, patience));

/** A time-out or a timer that is due soon, and is not simply armed again. A time that could not be read counts. */
export function endsByItself(node: Node, patience: Patience): boolean {
  const clock = clockOf(node);
  if (!clock || isRearmed(node, patience)) return false;
  return clock.inSeconds === null || clock.inSeconds <= inSight * patience.stuckAfterSeconds;
}

/** Seconds for which it has waited at the least; null where no text tells. */
export function lastedSeconds(node: Node, patience: Patience): number | null {
  const silent = node.wait?.silentSeconds?.seconds ?? null;
  if (isRearmed(node, patience)) return silent;
  const blocked = node.thread.blockedFor?.atLeast ?? null;
  return blocked ?? silent;
}
