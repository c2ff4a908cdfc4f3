/**
 * Sixteen real logs of as many systems (loghub, 2,000 lines each), with their truth, where a copy stands beside the
 * project: the clock of each is found in every line, and nothing is reported that is not so.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { timedOf } from '../../src/logs/timed.ts';
import { linesBetween } from '../../src/logs/lines.ts';
import { readStamp, stamp } from '../../src/logs/timestamps/read.ts';
import { utc } from '../../src/logs/timestamps/zone.ts';
import { inMemory } from '../../src/logs/unpack.ts';
import { operationsOfText } from './making/mined.ts';

/** Beside the checkout: the project's own tests run from build/test/logs. */
const home = new URL('../../../../shared/data/loghub/', import.meta.url);
const skip = existsSync(new URL('truth.json', home)) ? false : 'no copy of loghub beside the project';

interface Truth {
  readonly file: string;
  readonly lines_with_timestamp: number;
  readonly first_line_timestamp: string;
  readonly last_line_timestamp: string;
  readonly first_epoch?: number;
  readonly last_epoch?: number;
  readonly has_year: boolean;
}

function truths(): Readonly<Record<string, Truth>> {
  const parsed: Readonly<Record<string, Truth>> = JSON.parse(
    readFileSync(new URL('truth.json', home), 'utf8'),
  );
  return parsed;
}

const textOf = (file: string): string => readFileSync(new URL(file, home), 'latin1');

/** As the truth has it, to the millisecond; yearless ones without their year. */
function written(ms: number, hasYear: boolean): string {
  const iso = new Date(Math.floor(ms + 1e-4)).toISOString().slice(0, 23);
  return hasYear ? iso : iso.slice(4);
}

const wanted = (text: string, epoch: number | undefined, hasYear: boolean): string =>
  epoch === undefined
    ? written(
        Date.parse(
          `${text
            .replace('XXXX', '2000')
            .replace(/\+00:00$/, '')
            .slice(0, 23)}Z`,
        ),
        hasYear,
      )
    : written(epoch * 1000, hasYear);

for (const system of skip === false ? Object.keys(truths()) : ['all of them']) {
  test(`the clock of ${system}`, { skip }, () => {
    const truth = truths()[system];
    assert.ok(truth);
    const file = inMemory(truth.file, Buffer.from(textOf(truth.file), 'latin1'), Date.UTC(2018, 0, 1));
    const timed = timedOf(file, utc);
    assert.ok(timed, 'no clock');
    const lines = linesBetween(file, 0, file.sizeBytes, 5000);
    const times = lines.flatMap(({ bytes, from, to }) =>
      readStamp(timed.clock, bytes, from, to) ? [stamp.ms] : [],
    );
    assert.equal(times.length, truth.lines_with_timestamp);
    const hasYear = timed.clock.format.has.year;
    const isEpoch = timed.clock.format.kind === 'epoch';
    assert.equal(
      written(times[0] ?? 0, hasYear),
      wanted(truth.first_line_timestamp, isEpoch ? truth.first_epoch : undefined, hasYear),
    );
    assert.equal(
      written(times.at(-1) ?? 0, hasYear),
      wanted(truth.last_line_timestamp, isEpoch ? truth.last_epoch : undefined, hasYear),
    );
  });
}

test('of 32,000 real lines one operation is told that never ended, and it is true', { skip }, () => {
  const told = Object.entries(truths()).flatMap(([system, { file }]) =>
    operationsOfText(textOf(file), Date.UTC(2018, 0, 1)).map(({ key }) => `${system} ${key}`),
  );
  // A wake lock that is acquired at line 1960 and never released.
  assert.deepEqual(told, ['Android 189667585']);
});
