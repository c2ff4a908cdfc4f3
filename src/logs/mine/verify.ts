/**
 * Looks for the end of an operation in those parts of a file that were not mined: every line that holds its key, found
 * by searching for the bytes of the key, which is as fast as memory.
 */
import { longestLine } from '../lines.ts';
import type { LogFile } from '../reader.ts';
import { readStamp, stamp } from '../timestamps/read.ts';
import type { Clock } from '../timestamps/detect.ts';
import { addTokens, begin, tokens } from './tokens.ts';

const chunkBytes = 4 * 1024 * 1024;

/** Holds the tokens of a line, without its clock; answers its signature. */
export function tokenised(clock: Clock | null, bytes: Buffer, from: number, to: number): number {
  begin();
  if (clock && readStamp(clock, bytes, from, to)) {
    const { start, end } = stamp;
    addTokens(bytes, from, start);
    addTokens(bytes, end, to);
  } else addTokens(bytes, from, to);
  return tokens.signature;
}

/** Whether `isEnd` says so of a line with the key between two places; null where that could not be read in time. */
export function endsWithin(
  file: LogFile,
  range: readonly [number, number],
  key: Buffer,
  isEnd: (bytes: Buffer, from: number, to: number) => boolean,
  until: () => boolean,
): boolean | null {
  const [begins, ends] = range;
  for (let at = begins; at < ends; at += chunkBytes) {
    if (until()) return null;
    // A line more than the chunk, so that one that begins in it is whole.
    const chunk = file.read(at, Math.min(chunkBytes, ends - at) + longestLine);
    for (let hit = chunk.indexOf(key); hit >= 0 && hit < chunkBytes; hit = chunk.indexOf(key, hit + 1)) {
      const from = chunk.lastIndexOf(10, hit) + 1;
      const stop = chunk.indexOf(10, hit);
      if (isEnd(chunk, from, stop < 0 ? chunk.length : stop)) return true;
    }
  }
  return false;
}
