/** Operations by expressions that were given by hand, where mining has nothing to say. Every line is read as text. */
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

interface Begun {
  /** What the expression matched: its name where it has no key. */
  readonly said: string;
  readonly offset: number;
  readonly ms: number | null;
  readonly bytes: Buffer;
}

export function operationsByHand(
  { file, clock, calendar }: Source,
  { begin, end, key }: ByHand,
  until: () => boolean,
): readonly Operation[] {
  const open = new Map<string, Begun>();
  const durations: number[] = [];
  let finished = 0;
  let count = 0;
  const momentOf = (bytes: Buffer, from: number, to: number): number | null =>
    clock && calendar && readStamp(clock, bytes, from, to) ? calendar.moment(stamp.ms, stamp.zone) : null;
  eachLine(file, file.begins, file.sizeBytes, (bytes, from, to, offset) => {
    const text = bytes.toString('utf8', from, to);
    // An end first: `finished, starting next` ends.
    const ended = end.exec(text);
    const begun = ended ? null : begin.exec(text);
    if (ended) {
      const name = keyIn(text, ended, key);
      const before = open.get(name);
      if (before) {
        finished++;
        const now = momentOf(bytes, from, to);
        if (now !== null && before.ms !== null && durations.length < mostDurations)
          durations.push(now - before.ms);
      }
      open.delete(name);
    } else if (begun && open.size < mostOpen) {
      open.set(keyIn(text, begun, key), {
        said: begun[0],
        offset,
        ms: momentOf(bytes, from, to),
        bytes: Buffer.from(bytes.subarray(from, to)),
      });
    }
    return (++count & 1023) !== 0 || !until();
  });
  durations.sort((a, b) => a - b);
  return [...open]
    .map(([name, { said, offset, ms, bytes }]) => ({
      words: clock && readStamp(clock, bytes, 0, bytes.length) ? withoutStamp(bytes) : bytes.toString(),
      key: name === '' ? said : name,
      offset,
      beganMs: ms,
      bytes,
      finished,
      medianMs: durations[Math.floor(durations.length / 2)] ?? null,
      longestMs: durations.at(-1) ?? null,
    }))
    .sort((a, b) => a.offset - b.offset);
}
