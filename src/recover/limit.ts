/** At most so many restarts of one target in a time, remembered in a file of its own. Times are epoch milliseconds. */
import type { Limit } from './settings.ts';

/** Out of the file; what is no list of numbers is none. */
export function timesIn(text: string | null): readonly number[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.filter((one): one is number => typeof one === 'number') : [];
  } catch {
    return [];
  }
}

/** Those that still count. A time ahead of the clock (it was set back) counts as now. */
export const recent = (times: readonly number[], nowMs: number, { seconds }: Limit): readonly number[] =>
  times.map((at) => Math.min(at, nowMs)).filter((at) => nowMs - at < seconds * 1000);

export function overLimit(times: readonly number[], nowMs: number, limit: Limit): string | null {
  const count = recent(times, nowMs, limit).length;
  return count >= limit.times
    ? `it was restarted ${count} times in the last ${limit.seconds} s, --limit allows ${limit.times}`
    : null;
}
