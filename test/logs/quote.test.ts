/** Lines as they are quoted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quoted } from '../../src/logs/quote.ts';

const quote = (text: string, redacts = true): string =>
  quoted(Buffer.from(text), 0, Buffer.byteLength(text), redacts);

test('secrets are hidden, unless they are wanted', () => {
  assert.equal(quote('login user=app password=hunter22 ok'), 'login user=app password=*** ok');
  assert.equal(quote('login user=app password=hunter22 ok', false), 'login user=app password=hunter22 ok');
});

test('colours are left out, a long line is cut, bytes that are no text are shown as such', () => {
  assert.equal(quote('\u001b[32mINFO\u001b[0m up  '), 'INFO up');
  assert.equal(quote('x'.repeat(5000)).length, 300);
  assert.equal(quoted(Buffer.from([0x61, 0xff, 0x62]), 0, 3, true), 'a\ufffdb');
});
