/** What a person is told of a log, in one sentence each. */
import type { Operation } from './operations.ts';
import type { Tie } from './tie.ts';

const nearMs = 2000;

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `0.2 s`, `45 s`, `3 minutes`, `79 hours`. */
export function lasting(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  for (const [name, length] of units)
    if (seconds >= 2 * length) return `${Math.floor(seconds / length)} ${name}s`;
  if (seconds >= 10) return `${Math.floor(seconds)} s`;
  if (seconds >= 0.1 || seconds === 0) return `${Math.round(seconds * 10) / 10} s`;
  return `${Math.max(1, Math.round(seconds * 1000))} ms`;
}

/** `03:29:47`, on the log's own clock. */
export const timeOfDay = (iso: string): string => iso.slice(11, 19);

function others({ finished, medianMs }: Operation): string {
  const took = medianMs === null ? '' : `, in ${lasting(medianMs)} at the median`;
  return finished === 1 ? `1 other did${took}` : `${finished} others did${took}`;
}

function joined(tie: Tie | null): string {
  if (!tie) return '';
  const { pid, by, apartMs } = tie;
  switch (by) {
    case 'time of its start':
      return apartMs < 0
        ? `, ${lasting(-apartMs)} before ${pid} started,`
        : `, ${lasting(apartMs)} after ${pid} started,`;
    case 'time of its block':
      return apartMs < 0
        ? `, as ${pid} stopped running,`
        : `, ${lasting(apartMs)} before ${pid} stopped running,`;
    case 'pid in the line':
    case 'thread in the line':
      return ` in ${tie.tid === null || tie.tid === pid ? '' : `thread ${tie.tid} of `}${pid}`;
  }
}

/** "0144 began at 03:29:47, 0.2 s after 26607 started, and never ended; 209 others did, in 5 s at the median". */
export const unfinishedSentence = (operation: Operation, beganAt: string | null, tie: Tie | null): string =>
  `${operation.key} began${beganAt === null ? '' : ` at ${timeOfDay(beganAt)}`}${joined(tie)} and never ended; ${others(operation)}`;

/** "nothing since 03:29:47, 0.1 s before 26607 stopped running; the longest gap before was 40 s". */
export function silenceSentence(
  lastAt: string,
  lastMs: number,
  longestMs: number,
  writers: readonly { readonly pid: number; readonly blockedSinceMs: number | null }[],
): string {
  const near = writers.find(
    ({ blockedSinceMs }) => blockedSinceMs !== null && Math.abs(blockedSinceMs - lastMs) <= nearMs,
  );
  const apartMs = (near?.blockedSinceMs ?? lastMs) - lastMs;
  const joint = !near
    ? ''
    : apartMs < 0
      ? `, as ${near.pid} stopped running`
      : `, ${lasting(apartMs)} before ${near.pid} stopped running`;
  return `nothing since ${timeOfDay(lastAt)}${joint}; the longest gap before was ${lasting(longestMs)}`;
}
