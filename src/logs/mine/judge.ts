/** Which pairs are operations with a beginning and an end, and which of their open ones are overdue. */
import { isRule, mostOverdue, overdueAge, type Numbers } from './acceptance.ts';
import type { Slot } from './events.ts';
import { evidenceOf, mayBeKeyed, saysBoth, stands, uniquenessOf } from './evidence.ts';
import { mostSlotsOfKey } from './follow.ts';
import { templateOf, type Mined, type Open, type Pair } from './pairs.ts';
import { isBegin } from './words.ts';

export interface Judged {
  readonly pair: Pair;
  /** How much speaks for it beside the numbers. */
  readonly evidence: number;
  /** Begun, and older than any usual one. */
  readonly overdue: readonly Open[];
  /** The same, but what was read ended before they were: their end may stand behind it. */
  readonly cut: readonly Open[];
  /** Open as long as usual: nothing to tell. */
  readonly inFlight: number;
  /** From which age on one is overdue: milliseconds, or lines where there is no clock. */
  readonly overdueAfter: number;
}

export interface When {
  /** Now, or when the file ends; NaN without a clock. */
  readonly nowMs: number;
  /** Nothing has been written for long, and the writer lives: whatever is open has been so since. */
  readonly isSilent: boolean;
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

export const longestOf = ({ durations }: Pair): number => durations.at(-1) ?? 0;
export const medianOf = ({ durations }: Pair): number => at(durations, 0.5);

/** Where a stretch ends and the next begins, ends and beginnings of some are missing: they do not count. */
function numbersOf(mined: Mined, pair: Pair, after: number): Numbers {
  const { finished, lost, distinct, open, strays } = pair;
  const settled = open.filter((one) => !isCut(mined, one.line, after)).length;
  const stray = strays.filter((line) => !isCensored(mined, line, after)).length;
  return { finished, lost, stray, distinct, open: settled, uniqueness: uniquenessOf(pair) };
}

/** From a line to the end of what was read with it, or from there to the line, in the unit of durations. */
function distance({ window }: Mined, from: number, to: number): number {
  if (!window.hasClock) return to - from;
  return (window.lineMs[to] ?? Number.NaN) - (window.lineMs[from] ?? Number.NaN);
}

/** Its stretch is not the last, and ends before it is old. */
function isCut(mined: Mined, line: number, after: number): boolean {
  const next = mined.window.rangeStarts.find((start) => start > line);
  return next !== undefined && next < mined.window.lineCount && distance(mined, line, next - 1) < after;
}

/** Its stretch begins so shortly before it that its beginning may have come before. */
function isCensored(mined: Mined, line: number, after: number): boolean {
  const start = mined.window.rangeStarts.filter((one) => one <= line).at(-1) ?? 0;
  return distance(mined, start, line) < after;
}

const isAccepted = (mined: Mined, pair: Pair, evidence: number, after: number): boolean =>
  isRule(numbersOf(mined, pair, after), evidence) &&
  mayBeKeyed(pair) &&
  (uniquenessOf(pair) >= 0.3 || saysBoth(mined, pair)) &&
  !stands(mined, pair);

function isOverdue({ window }: Mined, { line }: Open, after: number, when: When): boolean {
  if (!window.hasClock) return when.isSilent || window.lineCount - line >= after;
  return when.nowMs - (window.lineMs[line] ?? Number.NaN) >= after;
}

/** Whether this key means the operation, not something that stands in all sorts of lines. */
function isNaming({ events }: Mined, { key }: Open): boolean {
  const { firstOfKey, slot } = events;
  return new Set(slot.subarray(firstOfKey[key], firstOfKey[key + 1])).size <= mostSlotsOfKey;
}

/** A later line with the key that tells of an error: the operation failed, it does not hang. */
function hasFailed(mined: Mined, { key, line: begun }: Open): boolean {
  const { firstOfKey, line, slot, slots } = mined.events;
  for (let index = firstOfKey[key] ?? 0; index < (firstOfKey[key + 1] ?? 0); index++) {
    const own = slots[slot[index] ?? 0];
    if ((line[index] ?? 0) > begun && own && templateOf(mined, own)?.isError === true) return true;
  }
  return false;
}

/** Without words for it, a beginning must have gone on being followed: later ones of its kind began since. */
function hasSuccessors({ window, templates }: Mined, pair: Pair, { line }: Open): boolean {
  let later = 0;
  for (let index = line + 1; index < window.lineCount && later < 3; index++) {
    if (templates.ofSignature[window.lineSignature[index] ?? 0] === pair.begin.template) later++;
  }
  return later >= 3;
}

/** The last line is not finished: its end may be about to be written. */
const isInCutLine = ({ window }: Mined, { lastLine, line }: Open): boolean =>
  window.isCut && lastLine > line && lastLine === window.lineCount - 1;

function judged(mined: Mined, pair: Pair, when: When): Judged | null {
  const evidence = evidenceOf(mined, pair);
  const overdueAfter = overdueAge(
    longestOf(pair),
    at(pair.durations, 0.99),
    mined.window.hasClock ? 1000 : 2,
  );
  if (!isAccepted(mined, pair, evidence, overdueAfter)) return null;
  const needsSuccessors = !when.isSilent && templateOf(mined, pair.begin)?.fixed.some(isBegin) !== true;
  const old = pair.open.filter(
    (open) =>
      isOverdue(mined, open, overdueAfter, when) &&
      isNaming(mined, open) &&
      !hasFailed(mined, open) &&
      (!needsSuccessors || hasSuccessors(mined, pair, open)) &&
      !isInCutLine(mined, open),
  );
  const overdue = old.filter(({ line }) => !isCut(mined, line, overdueAfter));
  if (overdue.length > mostOverdue(evidence, pair.finished)) return null;
  const cut = old.filter((open) => !overdue.includes(open));
  return { pair, evidence, overdue, cut, inFlight: pair.open.length - old.length, overdueAfter };
}

const templatesAt = (slots: readonly Slot[]): ReadonlySet<number> =>
  new Set(slots.map(({ template }) => template));

/** Of pairs that join the same two templates, the one whose key is most its own, and whole rather than a part. */
function isBest(one: Judged, all: readonly Judged[]): boolean {
  const own = templatesAt(one.pair.ends);
  return !all.some(
    ({ pair: other }) =>
      other !== one.pair &&
      other.begin.template === one.pair.begin.template &&
      other.ends.some(({ template }) => own.has(template)) &&
      ((uniquenessOf(other) > uniquenessOf(one.pair) + 0.05 &&
        other.strays.length <= one.pair.strays.length) ||
        (one.pair.begin.isPart && !other.begin.isPart && other.finished >= one.pair.finished)),
  );
}

/** Of keys in one line the best is told: the most evident, the most its own, the first. */
const byRank = ({ pair: a, evidence: ofA }: Judged, { pair: b, evidence: ofB }: Judged): number =>
  ofB - ofA ||
  b.finished - a.finished ||
  a.strays.length - b.strays.length ||
  b.distinct - a.distinct ||
  a.begin.position - b.begin.position;

export function judge(mined: Mined, pairs: readonly Pair[], when: When): readonly Judged[] {
  const accepted = pairs.flatMap((pair) => judged(mined, pair, when) ?? []);
  return accepted.filter((one) => isBest(one, accepted)).sort(byRank);
}
