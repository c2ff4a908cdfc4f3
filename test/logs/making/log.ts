/** A log in the making: lines at moments, operations that end or do not, then the text in the order of time. */
import { chance, type Chance } from './chance.ts';

export interface MadeLog {
  readonly text: string;
  /** What begins the line of each operation that never ended: its offset. */
  readonly unfinished: readonly { readonly key: string; readonly offset: number }[];
  readonly endMs: number;
  readonly lines: number;
}

export interface Making {
  readonly chance: Chance;
  /** A line at a moment; `openKey` marks it as the beginning of what never ends. */
  line(ms: number, text: string, openKey?: string): void;
}

/** 2017-12-18 03:00 UTC. */
export const dawn = Date.UTC(2017, 11, 18, 3, 0, 0);

export function madeLog(seed: number, make: (making: Making) => void, newline = '\n'): MadeLog {
  const lines: { ms: number; order: number; text: string; openKey: string | undefined }[] = [];
  make({
    chance: chance(seed),
    line: (ms, text, openKey) => void lines.push({ ms: Math.round(ms), order: lines.length, text, openKey }),
  });
  lines.sort((a, b) => a.ms - b.ms || a.order - b.order);
  let offset = 0;
  const unfinished: { key: string; offset: number }[] = [];
  const texts: string[] = [];
  for (const { text, openKey } of lines) {
    if (openKey !== undefined) unfinished.push({ key: openKey, offset });
    texts.push(text);
    offset += Buffer.byteLength(text) + newline.length;
  }
  return {
    text: texts.map((text) => text + newline).join(''),
    unfinished,
    endMs: lines.at(-1)?.ms ?? dawn,
    lines: lines.length,
  };
}

/** Which of so many operations never end: neither the first ones nor the very last. */
export function hungOnes(random: Chance, count: number, hung: number): ReadonlySet<number> {
  const chosen = new Set<number>();
  while (chosen.size < hung) chosen.add(random.between(Math.floor(count * 0.3), Math.floor(count * 0.85)));
  return chosen;
}
