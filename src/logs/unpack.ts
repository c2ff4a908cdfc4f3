/**
 * What a file's first bytes say it is: gzip or zstd is unpacked, UTF-16 is turned into UTF-8, binary is refused. All
 * of it is kept in memory up to a bound; of what is larger, the end.
 */
import type { Duplex } from 'node:stream';
import type { LogFile, Opened, Refusal } from './reader.ts';

const keptBytes = 96 * 1024 * 1024;
const unpackedAtMost = 2 * 1024 * 1024 * 1024;
const chunkBytes = 1024 * 1024;
const probeBytes = 512;

const startsWith = (head: Buffer, ...bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => head[index] === byte);

const refusedAs = (refusal: Refusal, message: string): Opened => ({ ok: false, refusal, message });

export async function unpacked(file: LogFile, isSparse: boolean): Promise<Opened> {
  const head = file.read(0, 4096);
  if (startsWith(head, 0x1f, 0x8b)) {
    const { constants, createGunzip } = await import('node:zlib');
    return throughStream(file, createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }));
  }
  if (startsWith(head, 0x28, 0xb5, 0x2f, 0xfd)) {
    const zlib = await import('node:zlib');
    const streams = await import('node:stream');
    const zstd: unknown = Reflect.get(zlib, 'createZstdDecompress');
    if (typeof zstd !== 'function') {
      file.close();
      return refusedAs('failed', `${file.path} is packed with zstd, which this Node cannot unpack`);
    }
    const stream: unknown = Reflect.apply(zstd, zlib, []);
    if (stream instanceof streams.Duplex) return throughStream(file, stream);
  }
  if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)) return fromUtf16(file, head[0] === 0xff);
  const begins = startsWith(head, 0xef, 0xbb, 0xbf)
    ? 3
    : head[0] === 0 || isSparse
      ? firstByteOfText(file)
      : 0;
  const sizeBytes = endOfText(file);
  if (begins >= sizeBytes || isBinary(file, begins, sizeBytes)) {
    file.close();
    return refusedAs('binary', `${file.path} holds no text`);
  }
  return { ok: true, file: { ...file, begins, sizeBytes } };
}

/** Room that was set aside behind the text (fallocate(2)) reads as NULs. */
function endOfText(file: LogFile): number {
  const isNul = (at: number): boolean => file.read(at, probeBytes).every((byte) => byte === 0);
  if (!isNul(Math.max(0, file.sizeBytes - probeBytes))) return file.sizeBytes;
  let text = 0;
  let empty = file.sizeBytes;
  while (empty - text > probeBytes) {
    const middle = text + Math.floor((empty - text) / 2);
    if (isNul(middle)) empty = middle;
    else text = middle;
  }
  const around = file.read(text, 2 * probeBytes);
  let end = around.length;
  while (end > 0 && around[end - 1] === 0) end--;
  return text + end;
}

/** copytruncate under a writer without O_APPEND leaves a hole: NULs, then text. Bisect for the border. */
function firstByteOfText(file: LogFile): number {
  const isNul = (at: number): boolean => file.read(at, probeBytes).every((byte) => byte === 0);
  if (!isNul(0)) return 0;
  let empty = 0;
  let text = file.sizeBytes;
  while (text - empty > probeBytes) {
    const middle = empty + Math.floor((text - empty) / 2);
    if (isNul(middle)) empty = middle;
    else text = middle;
  }
  const around = file.read(empty, 3 * probeBytes);
  const first = around.findIndex((byte) => byte !== 0);
  return first < 0 ? file.sizeBytes : empty + first;
}

/** More than three in ten bytes that no text has, at the end of it. */
function isBinary(file: LogFile, begins: number, ends: number): boolean {
  const tail = file.read(Math.max(begins, ends - 4096), Math.min(4096, ends - begins));
  let odd = 0;
  for (const byte of tail)
    if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32) || byte === 127) odd++;
  return odd > tail.length * 0.3;
}

/** The end of a stream, in memory. */
function keeper(): {
  readonly add: (chunk: Buffer) => void;
  readonly end: () => { readonly text: Buffer; readonly skippedBytes: number };
} {
  const chunks: Buffer[] = [];
  let kept = 0;
  let skippedBytes = 0;
  return {
    add(chunk) {
      chunks.push(chunk);
      kept += chunk.length;
      while (kept - (chunks[0]?.length ?? 0) >= keptBytes) {
        const dropped = chunks.shift()?.length ?? 0;
        kept -= dropped;
        skippedBytes += dropped;
      }
    },
    end: () => ({ text: Buffer.concat(chunks), skippedBytes }),
  };
}

async function throughStream(file: LogFile, stream: Duplex): Promise<Opened> {
  const kept = keeper();
  const state = { total: 0, trouble: '' };
  stream.on('data', (chunk: Buffer) => {
    state.total += chunk.length;
    kept.add(chunk);
  });
  stream.on('error', (error: Error) => {
    state.trouble = error.message;
  });
  const goesOn = (): boolean => state.trouble === '' && state.total < unpackedAtMost;
  for (let at = 0; at < file.sizeBytes && goesOn(); at += chunkBytes) {
    const chunk = file.read(at, chunkBytes);
    if (chunk.length === 0) break;
    if (!stream.write(chunk)) await settled(stream, 'drain');
  }
  if (state.trouble === '') {
    stream.end();
    await settled(stream, 'end');
  }
  stream.destroy();
  const { text, skippedBytes } = kept.end();
  file.close();
  return text.length === 0
    ? refusedAs('failed', `${file.path} cannot be unpacked: ${state.trouble || 'it is empty'}`)
    : { ok: true, file: inMemory(file.path, text, file.mtimeMs, file.id, skippedBytes) };
}

/** Until it has happened, or the stream has failed. */
const settled = (stream: Duplex, event: string): Promise<void> =>
  new Promise((resolve) => {
    stream.once(event, resolve);
    stream.once('error', () => resolve());
    stream.once('close', resolve);
  });

function fromUtf16(file: LogFile, isLittle: boolean): Opened {
  const kept = keeper();
  const decoder = new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be');
  for (let at = 0; at < file.sizeBytes; at += chunkBytes) {
    const chunk = file.read(at, chunkBytes);
    if (chunk.length === 0) break;
    kept.add(Buffer.from(decoder.decode(chunk, { stream: true })));
  }
  const { text, skippedBytes } = kept.end();
  file.close();
  return text.length === 0
    ? { ok: false, refusal: 'empty', message: `${file.path} is empty` }
    : { ok: true, file: inMemory(file.path, text, file.mtimeMs, file.id, skippedBytes) };
}

/** A text that stands in memory, of a file or instead of one. */
export const inMemory = (
  path: string,
  text: Buffer,
  mtimeMs: number,
  id = path,
  skippedBytes = 0,
): LogFile => ({
  path,
  id,
  mtimeMs,
  sizeBytes: text.length,
  skippedBytes,
  place: (offset) => ({ path, offset }),
  beginOf: () => 0,
  begins: text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? 3 : 0,
  read: (offset, length) => text.subarray(Math.max(0, offset), Math.max(0, offset) + length),
  readInto: (buffer, offset) => text.copy(buffer, 0, Math.max(0, offset)),
  fate: () => 'same',
  close: () => undefined,
});
