/**
 * Whether numbers like these make a rule: operations of this kind end. The less the words say, the more examples
 * without an exception are wanted; silence is better than a false report.
 */

export interface Numbers {
  readonly finished: number;
  /** Begun again without an end. */
  readonly lost: number;
  /** Ended without a beginning. */
  readonly stray: number;
  readonly open: number;
  readonly distinct: number;
  /** Distinct keys by beginnings: 1 where every key is used once. */
  readonly uniqueness: number;
}

/** By evidence, how many must have finished. */
const supportFor = [100, 100, 40, 20, 8, 5, 2] as const;

const support = (evidence: number): number => supportFor[Math.max(0, Math.min(6, evidence))] ?? 100;

export function isRule(numbers: Numbers, evidence: number): boolean {
  const { finished, lost, stray, open, distinct, uniqueness } = numbers;
  if (finished < support(evidence)) return false;
  const purity = finished / (finished + Math.max(0, stray));
  const reliability = finished / (finished + lost);
  if (evidence <= 1 && (uniqueness < 0.98 || purity < 0.98 || reliability < 0.99)) return false;
  if (purity < 0.85 && !(evidence >= 5 && stray <= 2)) return false;
  const closed = (distinct - open) / distinct;
  const isRetried = closed >= 0.95 && distinct >= 30 && evidence >= 3;
  if (reliability < (uniqueness > 0.8 ? 0.95 : 0.98) && !isRetried) return false;
  if (open > 8 && open > 0.2 * (finished + open)) return false;
  return open <= 1 || open < 0.34 * distinct;
}

/** How many may be overdue before it is no rule any more. */
export function mostOverdue(evidence: number, finished: number): number {
  const isLikely =
    evidence >= 5 || (evidence >= 4 && finished >= 8) || (evidence >= 3 && finished >= 20) || finished >= 40;
  const part = evidence >= 5 ? 0.05 : evidence >= 3 ? 0.03 : 0.02;
  return Math.max(isLikely ? 1 : 0, finished >= 100 ? 3 : 0, Math.floor(part * finished));
}

/** Older than any usual one. Milliseconds, or lines where there is no clock. */
export const overdueAge = (longest: number, p99: number, least: number): number =>
  Math.max(1.5 * longest, 3 * p99, least);
