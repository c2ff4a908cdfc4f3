/** How long nothing has been written, against the gaps that are usual between lines of this log. */

import type { Window } from './mine/window.ts';

export interface Gaps {
  readonly p99Ms: number;
  readonly longestMs: number;
  readonly count: number;
}

const fewestGaps = 20;

/** Gaps between lines in their order; null where they are too few to say what is usual. */
export function gapsOf({ lineMs, lineCount, rangeStarts }: Window): Gaps | null {
  const gaps: number[] = [];
  const starts = new Set(rangeStarts);
  let last = Number.NaN;
  for (let line = 0; line < lineCount; line++) {
    const moment = lineMs[line] ?? Number.NaN;
    if (Number.isNaN(moment)) continue;
    if (moment >= last && !starts.has(line)) gaps.push(moment - last);
    last = moment;
  }
  if (gaps.length < fewestGaps) return null;
  gaps.sort((x, y) => x - y);
  return {
    p99Ms: gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * 0.99))] ?? 0,
    longestMs: gaps.at(-1) ?? 0,
    count: gaps.length,
  };
}

const gapsForSilence = 200;
const leastSilenceMs = 10_000;

/** Three times the longest gap so far, and at least ten seconds, where enough gaps are known: less is no silence. */
export const isSilent = (silentMs: number, gaps: Gaps): boolean =>
  gaps.count >= gapsForSilence && silentMs > Math.max(3 * gaps.longestMs, leastSilenceMs);
