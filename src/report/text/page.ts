/** What all sections of the text share: how wide it is, whether it is coloured, and how a section looks. */
import type { ChalkInstance } from 'chalk';
import type { Report, Status } from '../report.ts';
import { cut, wrap } from '../width.ts';

export interface Page {
  readonly columns: number;
  /** Colour is a second sign only: whatever it says stands there in words too. */
  readonly paint: ChalkInstance;
  /** The evidence behind each claim as well. */
  readonly explains: boolean;
}

/** Its lines; none where a report has nothing to say about it. */
export type Section = (report: Report, page: Page) => readonly string[];

const margin = 2;

export const heading = (title: string, page: Page): string => page.paint.bold(cut(title, page.columns));

/** A paragraph inside a section, `depth` steps in; what goes on in the next line stands two further in. */
export const paragraph = (text: string, page: Page, depth = 1): readonly string[] => {
  const indent = margin * depth;
  return wrap(' '.repeat(indent) + text, page.columns, indent + margin);
};

/** As many as there is room for, then how many there are beside them. */
export const atMost = <T>(
  items: readonly T[],
  limit: number,
): { readonly shown: readonly T[]; readonly more: number } => {
  const shown = items.length <= limit + 1 ? items : items.slice(0, limit);
  return { shown, more: items.length - shown.length };
};

export const statusWord = (status: Status): string => (status === 'stuck' ? 'STUCK' : status);

export function painted(status: Status, text: string, { paint }: Page): string {
  const colours = {
    stuck: paint.red.bold,
    suspect: paint.yellow,
    spinning: paint.yellow,
    waiting: paint.cyan,
    idle: paint.dim,
    running: paint.green,
    zombie: paint.dim,
    unknown: paint.magenta,
  } satisfies Record<Status, ChalkInstance>;
  return colours[status](text);
}
