/**
 * Several generations of a log as one text, the oldest first: an operation may begin in one and end in the next. Each
 * place knows the file it stands in.
 */
import type { LogFile } from './reader.ts';

interface Part {
  readonly file: LogFile;
  readonly from: number;
  readonly to: number;
  /** Its text; a newline is put behind it where its last line has none. */
  readonly textTo: number;
}

const newline = 10;

/** In order of time; each file's own hole or byte order mark is left out. */
export function joined(files: readonly [LogFile, ...LogFile[]]): LogFile {
  const parts: Part[] = [];
  let size = 0;
  for (const [index, file] of files.entries()) {
    const textTo = size + file.sizeBytes - file.begins;
    const isWhole = index === files.length - 1 || file.read(file.sizeBytes - 1, 1)[0] === newline;
    parts.push({ file, from: size, textTo, to: isWhole ? textTo : textTo + 1 });
    size = isWhole ? textTo : textTo + 1;
  }
  const last = files.at(-1) ?? files[0];
  const end: Part = parts.at(-1) ?? { file: last, from: 0, to: size, textTo: size };
  const partAt = (offset: number): Part => parts.find(({ to }) => offset < to) ?? end;
  const readInto = (buffer: Buffer, offset: number): number => {
    let filled = 0;
    for (let at = offset; filled < buffer.length && at < size; at = offset + filled) {
      const { file, from, textTo } = partAt(at);
      if (at === textTo) {
        buffer[filled++] = newline;
        continue;
      }
      const wanted = Math.min(buffer.length - filled, textTo - at);
      const count = file.readInto(buffer.subarray(filled, filled + wanted), file.begins + at - from);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  };
  return {
    path: last.path,
    sizeBytes: size,
    mtimeMs: last.mtimeMs,
    id: last.id,
    begins: 0,
    skippedBytes: files[0].skippedBytes,
    readInto,
    read(offset, length) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
      return buffer.subarray(0, readInto(buffer, offset));
    },
    place(offset) {
      const { file, from } = partAt(offset);
      return { path: file.path, offset: file.begins + offset - from };
    },
    beginOf: (offset) => partAt(offset).from,
    fate: () => last.fate(),
    close: () => {
      for (const file of files) file.close();
    },
  };
}
