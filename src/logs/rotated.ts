/**
 * The generations of a log that is rotated: files beside it whose names differ only in what rotation adds, as
 * logrotate(8), Python's logging.handlers, log4j and logback do.
 *
 *   app.log  app.log.1  app.log.2.gz  app.log-20171218  app.log.2017-12-18  app-2017-12-18-1.log
 */
import { dirname, join } from 'node:path';
import { glanceAt, namesBeside } from './reader.ts';

export interface Generation {
  readonly path: string;
  /** 0 for the log itself. */
  readonly isCurrent: boolean;
  readonly isPacked: boolean;
  /** N of `.N`; null where it is dated. */
  readonly number: number | null;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly id: string;
}

const packed = /\.(?:gz|zst|bz2|xz)$/;
const date = String.raw`\d{4}-?\d\d-?\d\d(?:[-_.T]?\d{2,6})?(?:[-.]\d{1,3})?`;
/** Behind the whole name. */
const behind = new RegExp(String.raw`^(.+?)(?:\.(\d{1,3})|[-.](${date})|\.(?:old|bak|prev))$`);
/** Before the ending: a date only, since numbers there tell workers apart (`worker-7.log`). */
const between = new RegExp(String.raw`^(.+?)[-._](?:${date})(\.(?:log|out|err|txt))$`);

/** The name of the log without what rotation adds, and the number that it adds. */
export function stemOf(name: string): {
  readonly stem: string;
  readonly number: number | null;
  readonly isRotated: boolean;
} {
  const plain = name.replace(packed, '');
  const [, stem, number] = behind.exec(plain) ?? [];
  if (stem !== undefined)
    return { stem, number: number === undefined ? null : Number(number), isRotated: true };
  const [, first, ending = ''] = between.exec(plain) ?? [];
  if (first !== undefined) return { stem: first + ending, number: null, isRotated: true };
  return { stem: plain, number: null, isRotated: plain !== name };
}

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Directory and stem: the same for all generations of a log. */
export const familyOf = (path: string): string => join(dirname(path), stemOf(baseOf(path)).stem);

const mostGenerations = 40;

/** All generations that have a name, the last written first. */
export function generationsOf(path: string): readonly Generation[] {
  const directory = dirname(path);
  const { stem } = stemOf(baseOf(path));
  return namesBeside(directory)
    .filter(
      (name) => name.startsWith(stem.replace(/\.(?:log|out|err|txt)$/, '')) && stemOf(name).stem === stem,
    )
    .flatMap((name): readonly Generation[] => {
      const found = glanceAt(join(directory, name));
      const { number, isRotated } = stemOf(name);
      if (!found?.isFile) return [];
      return [
        { path: join(directory, name), isCurrent: !isRotated, isPacked: packed.test(name), number, ...found },
      ];
    })
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.mtimeMs - a.mtimeMs)
    .slice(0, mostGenerations);
}
