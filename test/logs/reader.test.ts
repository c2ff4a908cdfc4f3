/** Whatever is given as a log: it ends in time, in bounded memory, with a reason that names it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as zlib from 'node:zlib';
import { openLog, type LogFile, type Opened } from '../../src/logs/reader.ts';

const directory = mkdtempSync(join(tmpdir(), 'why-stuck-reader-'));
after(() => rmSync(directory, { recursive: true }));

let count = 0;
function written(content: string | Buffer): string {
  const path = join(directory, `log-${count++}`);
  writeFileSync(path, content);
  return path;
}

const refusal = (opened: Opened): string => (opened.ok ? 'opened' : opened.refusal);

async function openedAt(path: string): Promise<LogFile> {
  const opened = await openLog(path);
  assert.ok(opened.ok, opened.ok ? '' : opened.message);
  return opened.file;
}

const textOf = (file: LogFile): string => file.read(file.begins, file.sizeBytes).toString();

async function whole(path: string): Promise<string> {
  const file = await openedAt(path);
  const text = textOf(file);
  file.close();
  return text;
}

test('what is no regular file is refused unread', async () => {
  const fifo = join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  for (const [path, sort] of [
    [fifo, 'a fifo'],
    ['/dev/zero', 'a device'],
    [directory, 'a directory'],
  ] as const) {
    const opened = await openLog(path);
    assert.equal(refusal(opened), 'not-regular');
    assert.match(opened.ok ? '' : opened.message, new RegExp(sort));
  }
});

test('what is not there, holds nothing, or must not be read', async () => {
  assert.equal(refusal(await openLog(join(directory, 'nothing'))), 'gone');
  assert.equal(refusal(await openLog(written(''))), 'empty');
  const secret = written('secret\n');
  chmodSync(secret, 0);
  if (process.getuid?.() !== 0) assert.equal(refusal(await openLog(secret)), 'denied');
});

test('binary junk is no log, text with a few odd bytes is', async () => {
  const junk = Buffer.from(Array.from({ length: 8192 }, (_, index) => (index * 7919) % 32));
  assert.equal(refusal(await openLog(written(junk))), 'binary');
  assert.equal(refusal(await openLog(written(Buffer.alloc(4096)))), 'binary');
  const odd = Buffer.concat([
    Buffer.from('line\n'.repeat(50)),
    Buffer.from([0, 0xff, 0xfe, 0x80]),
    Buffer.from('\nline\n'),
  ]);
  assert.equal(refusal(await openLog(written(odd))), 'opened');
});

test('a hole of NULs before the text, as copytruncate leaves it', async () => {
  const path = written('');
  truncateSync(path, 3_000_001);
  appendFileSync(path, 'first\nsecond\n');
  const file = await openedAt(path);
  assert.equal(file.begins, 3_000_001);
  assert.equal(textOf(file), 'first\nsecond\n');
  file.close();
});

test('room set aside behind the text', async () => {
  const path = written('first\nsecond\n');
  truncateSync(path, 5_000_000);
  assert.equal(await whole(path), 'first\nsecond\n');
});

test('byte order marks and UTF-16', async () => {
  const text = 'grün 2017-12-18\nzwei\n';
  assert.equal(await whole(written(`\ufeff${text}`)), text);
  assert.equal(await whole(written(Buffer.from(`\ufeff${text}`, 'utf16le'))), text);
  assert.equal(await whole(written(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())), text);
});

test('gzip: whole, of several members, and one that is still being written', async () => {
  const text = 'line of a packed log\n'.repeat(20_000);
  const packed = zlib.gzipSync(text);
  assert.equal(await whole(written(packed)), text);
  assert.equal(await whole(written(Buffer.concat([packed, zlib.gzipSync('more\n')]))), `${text}more\n`);
  const cut = await whole(written(packed.subarray(0, packed.length - 20)));
  assert.ok(cut.length > text.length / 2 && text.startsWith(cut));
  const broken = written(Buffer.concat([packed.subarray(0, 12), Buffer.alloc(200, 255)]));
  assert.equal(refusal(await openLog(broken)), 'failed');
});

test('zstd, where this Node can', async () => {
  const compress: unknown = Reflect.get(zlib, 'zstdCompressSync');
  if (typeof compress === 'function') {
    const packed: unknown = Reflect.apply(compress, zlib, [Buffer.from('packed\n')]);
    assert.ok(packed instanceof Uint8Array);
    assert.equal(await whole(written(Buffer.from(packed))), 'packed\n');
  } else {
    const opened = await openLog(written(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0])));
    assert.match(opened.ok ? '' : opened.message, /zstd/);
  }
});

test('a packed file that is far larger than what it is kept in: its end', async () => {
  const line = `${'x'.repeat(99)}\n`;
  const file = await openedAt(written(zlib.gzipSync(Buffer.from(`${line.repeat(1_500_000)}last\n`))));
  assert.ok(file.sizeBytes < 110e6 && file.skippedBytes > 40e6);
  assert.equal(file.read(file.sizeBytes - 5, 5).toString(), 'last\n');
});

test('a file that is cut, renamed, deleted or added to while it is read', async () => {
  const path = written('one\ntwo\n');
  const file = await openedAt(path);
  appendFileSync(path, 'three\n');
  assert.deepEqual([textOf(file), file.fate()], ['one\ntwo\n', 'same']);
  renameSync(path, `${path}.1`);
  writeFileSync(path, 'new\n');
  assert.deepEqual([textOf(file), file.fate()], ['one\ntwo\n', 'replaced']);
  truncateSync(`${path}.1`, 4);
  assert.deepEqual([textOf(file), file.fate()], ['one\n', 'truncated']);
  file.close();
  const other = written('one\n');
  const gone = await openedAt(other);
  unlinkSync(other);
  assert.deepEqual([textOf(gone), gone.fate()], ['one\n', 'deleted']);
  gone.close();
});
