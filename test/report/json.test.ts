/** The JSON: it has the published form, whatever the processes are called, and nothing in it obeys a terminal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { render } from '../../src/report/json.ts';
import type { Report } from '../../src/report/report.ts';
import { report as reportSchema } from '../../src/report/schema.ts';
import { hostileReport, nasty } from './hostile.ts';
import { told, valid } from './judged.ts';

const json = (report: Report): string => render(report);

const parsed = (report: Report): Report => reportSchema.parse(JSON.parse(json(report)));

test('json: hostile names keep the published form', () => {
  const report = valid(parsed(hostileReport()));
  const long = report.processes.find(({ name }) => name.length === 131_072);
  assert.ok(long, 'a long name is not cut');
  const escape = report.processes.find(({ pid }) => pid === 1);
  assert.equal(escape?.name, nasty[0]);
});

test('json: no control character but the line ends', () => {
  for (const line of json(hostileReport()).split('\n'))
    assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/u);
});

test('json: half a surrogate pair becomes a character, as strict readers want it', () => {
  const text = json(hostileReport());
  assert.doesNotMatch(text, /\\ud800/);
  assert.match(text, /half \ufffd a pair/);
});

test('json: times with milliseconds and an offset, also in UTC', () => {
  process.env['TZ'] = 'UTC';
  const report = parsed(told([{ pid: 5, kind: 'stopped', state: 'T' }]));
  assert.equal(report.takenAt, '2017-12-21T01:49:47.330+00:00');
});

test('json: the form refuses what is not in it', () => {
  const report = told([{ pid: 5, kind: 'stopped', state: 'T' }]);
  assert.throws(() => valid({ ...report, takenAt: '2017-12-21T01:49:47Z' }), /takenAt/);
  assert.throws(() => valid(Object.assign({ more: 1 }, report)), /additional properties/);
});
