/** What speaks for a pair beside its numbers: the words of its lines, the names of its values. */
import { templateOf, type Mined, type Pair } from './pairs.ts';
import type { Template } from './templates.ts';
import { isBegin, isEnd, isLevel, isLife, isStanding, isStopping, isStrongEnd } from './words.ts';

/** How many templates have a word. */
const templatesWith = ({ templates }: Mined, word: string): number => templates.withWord.get(word) ?? 0;

/** Words that the two lines share and few other lines have. */
function sharedWords(mined: Mined, a: Template, ends: readonly Template[]): number {
  const most = Math.max(2 + ends.length, 0.15 * mined.templates.list.length);
  const shared = new Set(
    a.fixed.filter(
      (word) =>
        word.length > 2 &&
        !isLevel(word) &&
        !isBegin(word) &&
        !isEnd(word) &&
        ends.some(({ fixed }) => fixed.includes(word)) &&
        templatesWith(mined, word) <= most,
    ),
  );
  return shared.size;
}

export const uniquenessOf = ({ distinct, begin }: Pair): number => distinct / begin.count;

export const isShortKeyed = ({ begin }: Pair): boolean => begin.shortKeys > 0.5 * begin.count;

const hasSameName = ({ begin, ends }: Pair): boolean =>
  begin.name !== '' && ends.some(({ name }) => name === begin.name);

const endsOf = (mined: Mined, pair: Pair): readonly Template[] =>
  pair.ends.flatMap((slot) => templateOf(mined, slot) ?? []);

/** From -1 to 6. */
export function evidenceOf(mined: Mined, pair: Pair): number {
  const begin = templateOf(mined, pair.begin);
  const ends = endsOf(mined, pair);
  const [main] = ends;
  if (!begin || !main) return 0;
  const begins = begin.fixed.some(isBegin);
  const ending = main.fixed.some(isEnd);
  const isReversed = begin.fixed.some(isStrongEnd) || (!ending && main.fixed.some(isBegin));
  return (
    Number(begins) +
    Number(ending) -
    Number(isReversed) -
    // What usually ends in an error is no operation that ought to end.
    2 * Number(main.isError) +
    Number(hasSameName(pair)) +
    Math.min(2, sharedWords(mined, begin, ends)) +
    Number(uniquenessOf(pair) > 0.8) -
    Number(isShortKeyed(pair))
  );
}

/** A key that is used again and again (a thread, a table) needs lines that say begin and end. */
export function saysBoth(mined: Mined, pair: Pair): boolean {
  return (
    templateOf(mined, pair.begin)?.fixed.some(isBegin) === true &&
    endsOf(mined, pair).some(({ fixed, isError }) => isError || fixed.some(isEnd))
  );
}

/** Small numbers meet by chance: they must stand behind the same name. */
export const mayBeKeyed = (pair: Pair): boolean => !isShortKeyed(pair) || hasSameName(pair);

/** A connection, a session, a process's life: it ends when somebody outside wants it to, and hangs by nothing. */
export function stands(mined: Mined, pair: Pair): boolean {
  return (
    isLife(pair.begin.name) ||
    templateOf(mined, pair.begin)?.fixed.some(isStanding) === true ||
    endsOf(mined, pair)[0]?.fixed.some(isStopping) === true
  );
}
