/** Durations as they are typed: 300ms, 2s, 5m, 1h30m. */

const secondsIn = { d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 } as const;

/** Larger units first, each once at most. */
const form = /^(?:(?<d>\d+)d)?(?:(?<h>\d+)h)?(?:(?<m>\d+)m(?!s))?(?:(?<s>\d+(?:\.\d+)?)s)?(?:(?<ms>\d+)ms)?$/;

/** Longer than anybody waits, and short enough for every clock. */
const longestSeconds = 10_000 * secondsIn.d;

/** In seconds; null for what is no duration. `0` needs no unit. */
export function durationOf(text: string): number | null {
  if (text === '0') return 0;
  const groups = text === '' ? undefined : form.exec(text)?.groups;
  if (!groups) return null;
  let milliseconds = 0;
  for (const [unit, seconds] of Object.entries(secondsIn))
    milliseconds += Number(groups[unit] ?? 0) * seconds * 1000;
  const total = Math.round(milliseconds) / 1000;
  return total <= longestSeconds ? total : null;
}
