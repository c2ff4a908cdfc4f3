/**
 * Lines out of bounded reads: all of a range in order, those around a place, samples from everywhere. A line may have a
 * gigabyte: what lies beyond a bound is skipped without being kept.
 */
import type { LogFile } from './reader.ts';

/** A line of a log, where it stands: a range of bytes in a buffer, and its place in the file. */
export interface LineOf {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  /** Of its first byte in the file. */
  readonly offset: number;
}

const newline = 10;
const chunkBytes = 1024 * 1024;
/** Of a longer line, no more than this is looked at. */
export const longestLine = 64 * 1024;

/** Without the carriage return of CRLF. */
const trimmed = (bytes: Buffer, from: number, to: number): number =>
  to > from && bytes[to - 1] === 13 ? to - 1 : to;

/**
 * Calls `visit` for each line that begins in the range; false from it ends the pass. The bytes are lent, and change
 * with the next call. Answers where it ended, and
 * whether the last line lacked its newline (it may still be being written).
 */
export function eachLine(
  file: LogFile,
  begin: number,
  end: number,
  visit: (bytes: Buffer, from: number, to: number, offset: number) => boolean | void,
): { readonly offset: number; readonly isCut: boolean } {
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(1, file.sizeBytes - begin)));
  let offset = begin;
  let rest: Buffer | null = null;
  let restOffset = begin;
  let skips = false;
  while (offset < file.sizeBytes) {
    const chunk = buffer.subarray(0, file.readInto(buffer, offset));
    if (chunk.length === 0) break;
    let from = 0;
    if (skips) {
      const stop = chunk.indexOf(newline);
      if (stop < 0) {
        offset += chunk.length;
        continue;
      }
      from = stop + 1;
      skips = false;
      rest = null;
    }
    for (;;) {
      const stop = chunk.indexOf(newline, from);
      if (stop < 0) break;
      if (rest) {
        const whole: Buffer = Buffer.concat([rest, chunk.subarray(0, stop)]);
        if (visit(whole, 0, trimmed(whole, 0, whole.length), restOffset) === false)
          return { offset: restOffset, isCut: false };
        rest = null;
      } else {
        if (offset + from >= end) return { offset: offset + from, isCut: false };
        if (visit(chunk, from, trimmed(chunk, from, stop), offset + from) === false)
          return { offset: offset + from, isCut: false };
      }
      from = stop + 1;
    }
    if (from < chunk.length) {
      if (!rest) {
        restOffset = offset + from;
        if (restOffset >= end) return { offset: restOffset, isCut: false };
      }
      rest = rest ? Buffer.concat([rest, chunk.subarray(from)]) : Buffer.from(chunk.subarray(from));
      if (rest.length > longestLine) {
        if (visit(rest, 0, longestLine, restOffset) === false) return { offset: restOffset, isCut: false };
        rest = null;
        skips = true;
      }
    }
    offset += chunk.length;
  }
  if (rest && !skips && restOffset < end) {
    visit(rest, 0, trimmed(rest, 0, rest.length), restOffset);
    return { offset, isCut: true };
  }
  return { offset, isCut: false };
}

/** The lines that begin between two places, as many as `limit`. */
export function linesBetween(file: LogFile, begin: number, end: number, limit: number): readonly LineOf[] {
  const lines: LineOf[] = [];
  eachLine(file, begin, end, (bytes, from, to, offset) => {
    lines.push({ bytes: Buffer.from(bytes.subarray(from, to)), from: 0, to: to - from, offset });
    return lines.length < limit;
  });
  return lines;
}

/** Where the first line begins that does so at `offset` or behind it; the end of the file where there is none. */
export function lineStartFrom(file: LogFile, offset: number): number {
  if (offset <= file.begins) return file.begins;
  let at = offset - 1;
  for (let length = 8192; at < file.sizeBytes; length = Math.min(length * 4, chunkBytes)) {
    const chunk = file.read(at, length);
    if (chunk.length === 0) break;
    const stop = chunk.indexOf(newline);
    if (stop >= 0) return at + stop + 1;
    at += chunk.length;
  }
  return file.sizeBytes;
}

/** The `count` lines that end before `offset`, looking back over a bounded number of bytes. */
export function linesBefore(
  file: LogFile,
  offset: number,
  count: number,
  withinBytes = 4 * longestLine,
): readonly LineOf[] {
  for (let back = 8192; ; back *= 4) {
    const begin = Math.max(file.begins, offset - Math.min(back, withinBytes));
    const from = begin === file.begins ? begin : lineStartFrom(file, begin);
    const lines = from < offset ? linesBetween(file, from, offset, 100_000) : [];
    if (lines.length >= count || begin === file.begins || back >= withinBytes) return lines.slice(-count);
  }
}

/** Lines taken evenly from all over the file, in its order: some from each of so many places. */
export function sampled(file: LogFile, places: number, ofEach: number): readonly LineOf[] {
  const size = file.sizeBytes - file.begins;
  const small = size <= places * 8192;
  if (small) {
    const all = linesBetween(file, file.begins, file.sizeBytes, 20_000).filter(isFilled);
    const step = Math.max(1, Math.floor(all.length / (places * ofEach)));
    return all.filter((_, index) => index % step === 0).slice(0, places * ofEach * 2);
  }
  const lines: LineOf[] = [];
  for (let place = 0; place < places; place++) {
    const at = file.begins + Math.floor((size * place) / places);
    const chunk = file.read(at, 8192);
    let from = place === 0 ? 0 : chunk.indexOf(newline) + 1;
    if (place > 0 && from === 0) continue;
    for (let taken = 0; taken < ofEach; taken++) {
      const stop = chunk.indexOf(newline, from);
      if (stop < 0) break;
      const line = { bytes: chunk, from, to: trimmed(chunk, from, stop), offset: at + from };
      if (isFilled(line)) lines.push(line);
      from = stop + 1;
    }
  }
  return [...lines, ...linesBefore(file, file.sizeBytes, ofEach).filter(isFilled)];
}

const isFilled = ({ bytes, from, to }: LineOf): boolean => to > from && bytes[from] !== 0;

/** Numbers of lines, in the file that holds them; null where counting would take longer than it is worth. */
export function lineCounter(file: LogFile, mostBytes: number): (offset: number) => number | null {
  /** Where lines have been counted up to: the next place is mostly behind it. */
  const known = new Map<number, { at: number; count: number }>();
  return (offset) => {
    const begin = Math.max(file.begins, file.beginOf(offset));
    if (offset - begin > mostBytes || file.skippedBytes > 0) return null;
    const before = known.get(begin);
    const state = before && before.at <= offset ? before : { at: begin, count: 1 };
    while (state.at < offset) {
      const chunk = file.read(state.at, Math.min(chunkBytes, offset - state.at));
      if (chunk.length === 0) return null;
      for (let stop = chunk.indexOf(newline); stop >= 0; stop = chunk.indexOf(newline, stop + 1))
        state.count++;
      state.at += chunk.length;
    }
    known.set(begin, state);
    return state.count;
  };
}
