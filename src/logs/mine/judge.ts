/**
 * Whether a pair is an operation with a beginning and an end, and which of its open ones are overdue. Silence is better
 * than a false report: the less the words say, the more examples without an exception are wanted.
 */
import type { Slot } from './events.ts';
import { mostSlotsOfKey } from './follow.ts';
import { templateOf, type Mined, type Open, type Pair } from './pairs.ts';
import type { Template } from './templates.ts';
import { isBegin, isEnd, isLevel, isStanding, isStrongEnd } from './words.ts';

export interface Judged {
  readonly pair: Pair;
  /** 0 to 7: how much speaks for it beside the numbers. */
  readonly evidence: number;
  /** Begun, and older than any usual one. */
  readonly overdue: readonly Open[];
  /** Open as long as usual: nothing to tell. */
  readonly inFlight: number;
  /** A connection, a session: it ends when somebody outside wants it to. */
  readonly isStanding: boolean;
}

const supportFor = [100, 100, 40, 20, 8, 5, 2] as const;

const templatesWith = (mined: Mined, word: string): number =>
  mined.templates.list.filter(({ fixed }) => fixed.includes(word)).length;

/** Words that the two lines share and few other lines have. */
function sharedWords(mined: Mined, a: Template, ends: readonly Template[]): number {
  const total = mined.templates.list.length;
  const rare = (word: string): boolean =>
    word.length > 2 &&
    !isLevel(word) &&
    !isBegin(word) &&
    !isEnd(word) &&
    templatesWith(mined, word) <= Math.max(2 + ends.length, 0.15 * total);
  return new Set(a.fixed.filter((word) => rare(word) && ends.some(({ fixed }) => fixed.includes(word)))).size;
}

function evidenceOf(mined: Mined, pair: Pair): number {
  const begin = templateOf(mined, pair.begin);
  const ends = pair.ends.flatMap((slot) => templateOf(mined, slot) ?? []);
  if (!begin) return 0;
  const begins = begin.fixed.some(isBegin);
  const main = ends[0];
  const ending = main?.fixed.some(isEnd) === true || main?.isError === true;
  const isReversed = begin.fixed.some(isStrongEnd) || (!ending && main?.fixed.some(isBegin) === true);
  const sameName = pair.begin.name !== '' && pair.ends.some(({ name }) => name === pair.begin.name);
  const uniqueness = pair.distinct / pair.begin.count;
  return (
    (begins && ending ? 2 : begins || ending ? 1 : 0) -
    (isReversed ? 1 : 0) +
    (sameName ? 1 : 0) +
    Math.min(2, sharedWords(mined, begin, ends)) +
    (uniqueness > 0.8 ? 1 : 0)
  );
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

export const longestOf = ({ durations }: Pair): number => durations.at(-1) ?? 0;
export const medianOf = ({ durations }: Pair): number => at(durations, 0.5);

/** How many may be overdue before it is no rule any more. */
function mostOverdue(evidence: number, finished: number): number {
  const few =
    evidence >= 5 || (evidence >= 4 && finished >= 8) || (evidence >= 3 && finished >= 20) || finished >= 40
      ? 1
      : 0;
  const some = finished >= 100 ? 3 : 0;
  const part = evidence >= 5 ? 0.05 : evidence >= 3 ? 0.03 : 0.02;
  return Math.max(few, some, Math.floor(part * finished));
}

function isAccepted(mined: Mined, pair: Pair, evidence: number): boolean {
  const { finished, lost, stray, open, begin } = pair;
  const needed = supportFor[Math.max(0, Math.min(6, evidence))] ?? 100;
  if (finished < needed) return false;
  const uniqueness = pair.distinct / begin.count;
  const purity = finished / (finished + Math.max(0, stray));
  const reliability = finished / (finished + lost);
  if (purity < 0.85 && !(evidence >= 5 && stray <= 2)) return false;
  const closedKeys = (pair.distinct - open.length) / pair.distinct;
  if (
    reliability < (uniqueness > 0.8 ? 0.95 : 0.98) &&
    !(closedKeys >= 0.95 && pair.distinct >= 30 && evidence >= 3)
  )
    return false;
  if (evidence <= 1 && (uniqueness < 0.98 || purity < 0.98 || reliability < 0.99)) return false;
  if (open.length > 8 && open.length > 0.2 * (finished + open.length)) return false;
  if (open.length > 1 && open.length >= 0.34 * pair.distinct) return false;
  if (uniqueness < 0.3 && !saysBoth(mined, pair)) return false;
  return true;
}

/** A key that is used again and again (a thread, a table) needs lines that say begin and end. */
function saysBoth(mined: Mined, pair: Pair): boolean {
  const begin = templateOf(mined, pair.begin);
  return (
    begin?.fixed.some(isBegin) === true &&
    pair.ends.some((slot) => {
      const end = templateOf(mined, slot);
      return end?.fixed.some(isEnd) === true || end?.isError === true;
    })
  );
}

export interface When {
  /** Now, or when the file ends; NaN without a clock. */
  readonly nowMs: number;
  /** Nothing has been written for long, and the writer lives: whatever is open has been so since. */
  readonly isSilent: boolean;
}

function isOverdue(mined: Mined, pair: Pair, { line }: Open, when: When): boolean {
  const longest = longestOf(pair);
  const usual = at(pair.durations, 0.99);
  if (!mined.window.hasClock) {
    return when.isSilent || mined.window.lineCount - line >= Math.max(1.5 * longest, 3 * usual, 2);
  }
  const age = when.nowMs - (mined.window.lineMs[line] ?? Number.NaN);
  return age >= Math.max(1.5 * longest, 3 * usual, 1000);
}

/** Whether this key means the operation, not something that stands in all sorts of lines. */
function isNaming(mined: Mined, { key }: Open): boolean {
  const { firstOfKey, slot } = mined.events;
  const slots = new Set<number>();
  for (let index = firstOfKey[key] ?? 0; index < (firstOfKey[key + 1] ?? 0); index++)
    slots.add(slot[index] ?? 0);
  return slots.size <= mostSlotsOfKey;
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
function hasSuccessors(mined: Mined, pair: Pair, { line }: Open, when: When): boolean {
  if (when.isSilent || templateOf(mined, pair.begin)?.fixed.some(isBegin) === true) return true;
  let later = 0;
  for (let index = line + 1; index < mined.window.lineCount && later < 3; index++) {
    if (mined.templates.ofSignature[mined.window.lineSignature[index] ?? 0] === pair.begin.template) later++;
  }
  return later >= 3;
}

/** The last line is not finished: its end may be about to be written. */
const isInCutLine = ({ window }: Mined, { lastLine, line }: Open): boolean =>
  window.isCut && lastLine > line && lastLine === window.lineCount - 1;

function judged(mined: Mined, pair: Pair, when: When): Judged | null {
  const evidence = evidenceOf(mined, pair);
  if (!isAccepted(mined, pair, evidence)) return null;
  const overdue = pair.open.filter(
    (open) =>
      isOverdue(mined, pair, open, when) &&
      isNaming(mined, open) &&
      !hasFailed(mined, open) &&
      hasSuccessors(mined, pair, open, when) &&
      !isInCutLine(mined, open),
  );
  if (overdue.length > mostOverdue(evidence, pair.finished)) return null;
  const words = [templateOf(mined, pair.begin), ...pair.ends.map((slot) => templateOf(mined, slot))].flatMap(
    (one) => one?.fixed ?? [],
  );
  return {
    pair,
    evidence,
    overdue,
    inFlight: pair.open.length - overdue.length,
    isStanding: words.some(isStanding),
  };
}

const uniquenessOf = ({ distinct, begin }: Pair): number => distinct / begin.count;

/** Of pairs that join the same two templates, the one whose key is most its own. */
function isBest(one: Judged, all: readonly Judged[]): boolean {
  const endsAt = (ends: readonly Slot[]): ReadonlySet<number> =>
    new Set(ends.map(({ template }) => template));
  const own = endsAt(one.pair.ends);
  return !all.some(
    (other) =>
      other !== one &&
      other.pair.begin.template === one.pair.begin.template &&
      other.pair.ends.some(({ template }) => own.has(template)) &&
      uniquenessOf(other.pair) > uniquenessOf(one.pair) + 0.05,
  );
}

export function judge(mined: Mined, pairs: readonly Pair[], when: When): readonly Judged[] {
  const accepted = pairs.flatMap((pair) => judged(mined, pair, when) ?? []);
  return accepted
    .filter((one) => isBest(one, accepted))
    .sort((a, b) => b.evidence - a.evidence || b.pair.finished - a.pair.finished);
}
