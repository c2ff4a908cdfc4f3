/** Lines out of a file: ended as they may be, as long as they may be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  eachLine,
  lineCounter,
  lineStartFrom,
  linesBefore,
  linesBetween,
  longestLine,
} from '../../src/logs/lines.ts';
import type { LogFile } from '../../src/logs/reader.ts';
import { inMemory } from '../../src/logs/unpack.ts';

const fileOf = (text: string): LogFile => inMemory('made.log', Buffer.from(text), 0);

const texts = (file: LogFile, from = 0, to = file.sizeBytes): readonly string[] =>
  linesBetween(file, from, to, 1_000_000).map((line) => line.bytes.toString('utf8', line.from, line.to));

test('newlines, carriage returns, and a last line without either', () => {
  const file = fileOf('one\r\n\r\ntwo\nthree');
  assert.deepEqual(texts(file), ['one', '', 'two', 'three']);
  assert.deepEqual(
    linesBetween(file, 0, 99, 9).map(({ offset }) => offset),
    [0, 5, 7, 11],
  );
  assert.equal(eachLine(file, 0, 99, () => true).isCut, true);
  assert.equal(eachLine(fileOf('one\n'), 0, 99, () => true).isCut, false);
});

test('lines that begin in a range, though they end behind it', () => {
  const file = fileOf('one\ntwo\nthree\n');
  assert.deepEqual(texts(file, 4, 5), ['two']);
  assert.deepEqual(texts(file, 4, 8), ['two']);
  assert.deepEqual(texts(file, 0, 0), []);
});

test('lines across the border of what is read at once', () => {
  const lines = Array.from({ length: 40_000 }, (_, index) => `line ${index} ${'x'.repeat(index % 80)}`);
  assert.deepEqual(texts(fileOf(`${lines.join('\n')}\n`)), lines);
});

test('a line of megabytes is cut, and what comes behind it is found', () => {
  const file = fileOf(`before\n${'x'.repeat(5_000_000)}\nbehind\n`);
  const [before, long, behind] = texts(file);
  assert.deepEqual([before, long?.length, behind], ['before', longestLine, 'behind']);
  assert.equal(texts(file).length, 3);
});

test('where a line begins', () => {
  const file = fileOf('one\ntwo\n');
  assert.deepEqual(
    [0, 1, 4, 5, 8].map((at) => lineStartFrom(file, at)),
    [0, 4, 4, 8, 8],
  );
});

test('the lines before a place', () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `line ${index}`);
  const file = fileOf(`${lines.join('\n')}\n`);
  const last = linesBefore(file, file.sizeBytes, 3).map((line) =>
    line.bytes.toString('utf8', line.from, line.to),
  );
  assert.deepEqual(last, lines.slice(-3));
  assert.deepEqual(linesBefore(file, 0, 3), []);
});

test('numbers of lines, as far as counting is worth it', () => {
  const file = fileOf('one\ntwo\nthree\n');
  assert.deepEqual([0, 8, 4].map(lineCounter(file, 100)), [1, 3, 2]);
  assert.equal(lineCounter(file, 7)(8), null);
});
