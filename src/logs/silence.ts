/** How long nothing has been written, against the gaps that are usual between lines of this log. */

export interface Gaps {
  readonly p99Ms: number;
  readonly longestMs: number;
  readonly count: number;
}

const fewestGaps = 20;

/** Gaps between the moments of lines in their order; null where they are too few to say what is usual. */
export function gapsOf(moments: Float64Array, count: number): Gaps | null {
  const gaps: number[] = [];
  let last = Number.NaN;
  for (let index = 0; index < count; index++) {
    const moment = moments[index] ?? Number.NaN;
    if (Number.isNaN(moment)) continue;
    if (moment >= last) gaps.push(moment - last);
    last = moment;
  }
  if (gaps.length < fewestGaps) return null;
  gaps.sort((a, b) => a - b);
  return {
    p99Ms: gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * 0.99))] ?? 0,
    longestMs: gaps.at(-1) ?? 0,
    count: gaps.length,
  };
}

/** Three times the longest gap so far, and at least ten seconds: less is no silence. */
export const isSilent = (silentMs: number, gaps: Gaps | null): boolean =>
  gaps !== null && gaps.count >= 200 && silentMs > Math.max(3 * gaps.longestMs, 10_000);
