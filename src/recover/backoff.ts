/** Delays between tries: doubling from a first one to a longest. */

export const firstDelaySeconds = 1;

/** Before try number `retry` (1 is the first that is made again). */
export const delaySeconds = (retry: number, longestSeconds: number): number =>
  Math.min(firstDelaySeconds * 2 ** (retry - 1), longestSeconds);
