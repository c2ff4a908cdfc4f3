/**
 * From signatures to templates: signatures that differ only in a word which is a name (a table, a host, a class) are
 * one template with a free place there. Decided once over all signatures, so that the order of lines does not matter.
 */
import { isError, isErrorLevel, isProtected, wentWellBy } from './words.ts';
import type { Signature } from './window.ts';

export interface Template {
  readonly id: number;
  /** null where it varies. */
  readonly words: readonly (string | null)[];
  readonly isNamed: readonly boolean[];
  /** Lower-case words that stay. */
  readonly fixed: readonly string[];
  readonly isError: boolean;
  count: number;
}

export interface Templates {
  readonly list: readonly Template[];
  /** By id of signature. */
  readonly ofSignature: Int32Array;
  /** How many templates have a word. */
  readonly withWord: ReadonlyMap<string, number>;
}

const rounds = 4;

type Words = readonly (string | null)[];

interface Member {
  readonly signature: Signature;
  readonly words: Words;
}

/** Members that may be one template: of one length, saying the same with the words that say what happens. */
function groupKey({ words, isNamed }: Signature): string {
  const kept = words.map((word, index) =>
    word !== null && (isProtected(word) || isNamed[index + 1] === true) ? word : '',
  );
  return `${words.length} ${kept.join(' ')}`;
}

const shapeOf = (words: Words): string => words.map((word) => word ?? '\0').join(' ');

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

/** Position → how many different words stand there; only positions at which all members have a word. */
function variety(members: readonly Member[]): ReadonlyMap<number, number> {
  const varied = new Map<number, number>();
  const [first] = members;
  if (!first) return varied;
  for (let index = 0; index < first.words.length; index++) {
    const values = new Set(members.map(({ words }) => words[index]));
    if (values.size > 1 && !values.has(null)) varied.set(index, values.size);
  }
  return varied;
}

/** The positions that hold names, or null where the members say different things. */
function freePlaces(members: readonly Member[]): ReadonlySet<number> | null {
  const varied = variety(members);
  const first = members[0];
  if (!first || varied.size === 0) return null;
  const wordCount = first.words.filter((word) => word !== null).length;
  const staying = wordCount - varied.size;
  const least = varied.size === 1 && staying >= 3 ? 2 : 3;
  const free = new Set(
    [...varied]
      .filter(([, values]) => values >= least && values > members.length / 2)
      .map(([index]) => index),
  );
  return free.size === varied.size && staying >= 0.4 * wordCount && staying >= 1 ? free : null;
}

function fold(members: readonly Member[], round: number): readonly Member[] {
  if (members.length < 2) return members;
  const free = freePlaces(members);
  if (free)
    return members.map(({ signature, words }) => ({
      signature,
      words: words.map((word, index) => (free.has(index) ? null : word)),
    }));
  const varied = [...variety(members)].sort((a, b) => a[1] - b[1]);
  const [least] = varied;
  if (!least || round >= rounds) return members;
  return grouped(members, ({ words }) => words[least[0]] ?? '').flatMap((part) =>
    part.length === members.length ? part : fold(part, round + 1),
  );
}

/** `value abc` beside many `value a1`: the word is a value like the others. */
function intoVariables(members: readonly Member[]): readonly Member[] {
  const known = new Map<string, Words>();
  for (const { words } of members) known.set(shapeOf(words), words);
  return members.map((member) => {
    for (const [index, word] of member.words.entries()) {
      if (word === null || isProtected(word)) continue;
      if (member.words.filter((one) => one !== null).length < 3) continue;
      const wider = known.get(shapeOf(member.words.map((one, at) => (at === index ? null : one))));
      if (wider) return { signature: member.signature, words: wider };
    }
    return member;
  });
}

/** One token a line, with figures or not (paths, names): no statement at all. */
export function templatesOf(signatures: readonly Signature[]): Templates {
  const groups = grouped(signatures, groupKey);
  const members = intoVariables(
    groups.flatMap((group) =>
      fold(
        group.map((signature) => ({ signature, words: signature.words })),
        0,
      ),
    ),
  );
  const list: Template[] = [];
  const byShape = new Map<string, Template>();
  const ofSignature = new Int32Array(signatures.length);
  for (const { signature, words } of members) {
    const shape = `${words.length} ${shapeOf(words)}`;
    const template = byShape.get(shape) ?? templateFrom(list.length, words, signature);
    if (template.id === list.length) {
      list.push(template);
      byShape.set(shape, template);
    }
    template.count += signature.count;
    ofSignature[signature.id] = template.id;
  }
  return { list, ofSignature, withWord: counted(list) };
}

function counted(list: readonly Template[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { fixed } of list)
    for (const word of new Set(fixed)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function templateFrom(id: number, words: Words, signature: Signature): Template {
  const fixed = words.flatMap((word) => (word === null ? [] : partsOf(word)));
  return {
    id,
    words,
    isNamed: signature.isNamed,
    fixed,
    isError:
      words.some((word) => word !== null && word.length > 1 && isErrorLevel(word.toLowerCase())) ||
      (fixed.some(isError) && !fixed.some(wentWellBy)),
    count: 0,
  };
}

/** `task_started`, `TaskStarted`, `worker.job.finished` hold words too. */
function partsOf(word: string): readonly string[] {
  const lower = word.toLowerCase();
  const parts = word
    .split(/[^A-Za-z\u0080-\uffff]+|(?<=[a-z])(?=[A-Z])/)
    .map((part) => part.toLowerCase())
    .filter((part) => part !== '');
  return parts.length > 1 ? [lower, ...parts] : parts.length === 1 ? parts : [];
}
