/** Names that rotation gives, and generations read as one. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { linesBetween } from '../../src/logs/lines.ts';
import { joined } from '../../src/logs/joined.ts';
import { reachingBack } from '../../src/logs/opening.ts';
import { openLog, type LogFile } from '../../src/logs/reader.ts';
import { generationsOf, stemOf } from '../../src/logs/rotated.ts';
import { timedOf } from '../../src/logs/timed.ts';
import { utc } from '../../src/logs/timestamps/zone.ts';
import { inMemory } from '../../src/logs/unpack.ts';
import { gzipSync } from 'node:zlib';

const rows: readonly { readonly name: string; readonly stem: string; readonly isRotated: boolean }[] = [
  { name: 'app.log', stem: 'app.log', isRotated: false },
  { name: 'app.log.1', stem: 'app.log', isRotated: true },
  { name: 'app.log.12.gz', stem: 'app.log', isRotated: true },
  { name: 'app.log.gz', stem: 'app.log', isRotated: true },
  { name: 'app.log-20171218', stem: 'app.log', isRotated: true },
  { name: 'app.log-20171218.gz', stem: 'app.log', isRotated: true },
  { name: 'app.log-20171218-1513535387.gz', stem: 'app.log-20171218', isRotated: true },
  { name: 'app.log.2017-12-18', stem: 'app.log', isRotated: true },
  { name: 'app.log.2017-12-18_03', stem: 'app.log', isRotated: true },
  { name: 'app.log.old', stem: 'app.log', isRotated: true },
  { name: 'app.1.log', stem: 'app.1.log', isRotated: false },
  { name: 'app-2017-12-18.log', stem: 'app.log', isRotated: true },
  { name: 'app-2017-12-18-1.log', stem: 'app.log', isRotated: true },
  { name: 'syslog', stem: 'syslog', isRotated: false },
  { name: 'syslog.1', stem: 'syslog', isRotated: true },
  { name: 'worker-7.log', stem: 'worker-7.log', isRotated: false },
];

for (const { name, stem, isRotated } of rows) {
  test(name, () => {
    const found = stemOf(name);
    assert.deepEqual({ stem: found.stem, isRotated: found.isRotated }, { stem, isRotated });
  });
}

test('generations as one text, each place in its own file', () => {
  const parts = ['one\ntwo\n', 'three\nfour', 'five\n'].map((text, index) =>
    inMemory(`log.${3 - index}`, Buffer.from(text), 0),
  );
  const [first, ...others] = parts;
  assert.ok(first);
  const file = joined([first, ...others]);
  const lines = linesBetween(file, 0, file.sizeBytes, 100);
  assert.deepEqual(
    lines.map((line) => line.bytes.toString('utf8', line.from, line.to)),
    ['one', 'two', 'three', 'four', 'five'],
  );
  assert.deepEqual(
    lines.map(({ offset }) => file.place(offset)),
    [
      { path: 'log.3', offset: 0 },
      { path: 'log.3', offset: 4 },
      { path: 'log.2', offset: 0 },
      { path: 'log.2', offset: 6 },
      { path: 'log.1', offset: 0 },
    ],
  );
  assert.equal(file.read(2, 9).toString(), 'e\ntwo\nthr');
});

const directory = mkdtempSync(join(tmpdir(), 'why-stuck-rotated-'));
after(() => rmSync(directory, { recursive: true }));

/** Each with lines of one hour; the file's time is that of its last line. */
function rotatedSet(): string {
  const path = join(directory, 'app.log');
  for (const [index, hour] of ['06', '05', '04', '03'].entries()) {
    const text = Array.from(
      { length: 60 },
      (_, minute) => `2017-12-18 ${hour}:${String(minute).padStart(2, '0')}:00 line of ${hour}\n`,
    ).join('');
    const name = index === 0 ? path : `${path}.${index}${index === 3 ? '.gz' : ''}`;
    writeFileSync(name, index === 3 ? gzipSync(text) : text);
    const last = Date.parse(`2017-12-18T${hour}:59:00Z`) / 1000;
    utimesSync(name, last, last);
  }
  writeFileSync(join(directory, 'other.log.1'), 'not of this log\n');
  return path;
}

async function opened(path: string): Promise<LogFile> {
  const one = await openLog(path);
  assert.ok(one.ok);
  return one.file;
}

const hoursIn = (file: LogFile): readonly string[] => [
  ...new Set(
    linesBetween(file, file.begins, file.sizeBytes, 1000).map((line) =>
      line.bytes.toString('utf8', line.from, line.to).slice(-2),
    ),
  ),
];

test('older generations are read where the moment lies in them', async () => {
  const path = rotatedSet();
  assert.deepEqual(
    generationsOf(path).map((one) => one.path.slice(directory.length + 1)),
    ['app.log', 'app.log.1', 'app.log.2', 'app.log.3.gz'],
  );
  for (const [moment, want] of [
    ['06:30', ['06']],
    ['05:30', ['05', '06']],
    ['03:10', ['03', '04', '05', '06']],
  ] as const) {
    const timed = timedOf(await opened(path), utc);
    assert.ok(timed);
    const file = await reachingBack(timed, Date.parse(`2017-12-18T${moment}:00Z`), '');
    assert.deepEqual(hoursIn(file), want);
    file.close();
  }
});
