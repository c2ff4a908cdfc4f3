/** Durations and counts as a person says them, for the sentences of a wait: `3 days`, `1 byte`. */

const units = [
  { name: 'day', seconds: 86_400 },
  { name: 'hour', seconds: 3600 },
  { name: 'minute', seconds: 60 },
] as const;

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Rounded down to the largest unit that fits twice, so that `atLeast` stays true: 100000 s is `27 hours`. */
export function lasting(seconds: number): string {
  for (const unit of units)
    if (seconds >= 2 * unit.seconds) return counted(Math.floor(seconds / unit.seconds), unit.name);
  return seconds < 10 ? `${Math.floor(seconds * 10) / 10} s` : `${Math.floor(seconds)} s`;
}
