/**
 * Operations by expressions that were given by hand, where mining has nothing to say. They are tried on lines without
 * their clock: figures of a time are nobody's key.
 */
import { eachLine } from './lines.ts';
import type { Source } from './mine/window.ts';
import { withoutStamp, type Operation } from './operations.ts';
import { readStamp, stamp } from './timestamps/read.ts';

export interface ByHand {
  readonly begin: RegExp;
  readonly end: RegExp;
  readonly key: RegExp | null;
}

const mostOpen = 100_000;
const mostDurations = 100_000;

/** The group of an expression, or what `key` finds in the line; '' ties all together. */
function keyIn(text: string, [, group]: RegExpExecArray, key: RegExp | null): string {
  const found = key?.exec(text);
  return found ? (found[1] ?? found[0]) : (group ?? '');
}

interface Line {
  readonly words: string;
  readonly ms: number | null;
}

function lineOf({ clock, calendar }: Source, bytes: Buffer): Line {
  if (!clock || !calendar || !readStamp(clock, bytes, 0, bytes.length))
    return { words: bytes.toString(), ms: null };
  return { words: withoutStamp(bytes).trim(), ms: calendar.moment(stamp.ms, stamp.zone) };
}

interface Begun extends Line {
  /** What the expression matched: its name where it has no key. */
  readonly said: string;
  readonly offset: number;
  readonly bytes: Buffer;
}

export function operationsByHand(
  source: Source,
  { begin, end, key }: ByHand,
  until: () => boolean,
): readonly Operation[] {
  const { file } = source;
  const open = new Map<string, Begun>();
  const durations: number[] = [];
  let finished = 0;
  let count = 0;
  const close = (name: string, ms: number | null): void => {
    const before = open.get(name);
    if (!before) return;
    open.delete(name);
    finished++;
    if (ms !== null && before.ms !== null && durations.length < mostDurations) durations.push(ms - before.ms);
  };
  eachLine(file, file.begins, file.sizeBytes, (lent, from, to, offset) => {
    const line = lineOf(source, lent.subarray(from, to));
    // An end first: `finished, starting next` ends.
    const ended = end.exec(line.words);
    const begun = ended ? null : begin.exec(line.words);
    if (ended) close(keyIn(line.words, ended, key), line.ms);
    else if (begun && open.size < mostOpen) {
      const name = keyIn(line.words, begun, key);
      open.set(name, { ...line, said: begun[0], offset, bytes: Buffer.from(lent.subarray(from, to)) });
    }
    return (++count & 1023) !== 0 || !until();
  });
  durations.sort((a, b) => a - b);
  const medianMs = durations[Math.floor(durations.length / 2)] ?? null;
  const longestMs = durations.at(-1) ?? null;
  return [...open]
    .map(([name, { said, ms, ...line }]) => ({
      ...line,
      key: name || said,
      beganMs: ms,
      finished,
      medianMs,
      longestMs,
    }))
    .sort((a, b) => a.offset - b.offset);
}
