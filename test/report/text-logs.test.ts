/** The logs in the text: a sentence, then lines by their place, those at which something stopped marked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logsPage } from '../../src/report/logs-page.ts';
import type { ReportLog } from '../../src/report/report.ts';

const line = (number: number, text: string) => ({
  path: '/var/log/fetcher.log',
  line: number,
  offset: number * 50,
  at: null,
  text,
});

const log: ReportLog = {
  path: '/var/log/fetcher.log',
  pids: [26607],
  format: '%Y-%m-%d %H:%M:%S,%f',
  lastAt: null,
  silentFor: 285_600,
  usualGap: { p99Seconds: 1.2, longestSeconds: 40 },
  aroundStart: [
    line(811, 'station_id=0143 end'),
    line(812, 'station_id=0144 start'),
    line(813, 'station_id=0145 start'),
  ],
  aroundBlock: [],
  last: [line(989, 'station_id=0210 end')],
  unfinished: [
    {
      key: '0144',
      path: '/var/log/fetcher.log',
      line: 812,
      offset: 812 * 50,
      beganAt: null,
      text: 'station_id=0144 start',
      pid: 26607,
      sentence: '0144 began and never ended',
    },
  ],
  sentence: null,
  notes: ['operations were looked for in 6 MB of 900 MB'],
};

test('an operation that never ended is marked among its lines', () => {
  assert.equal(
    logsPage([log], 80),
    [
      '  /var/log/fetcher.log, silent for 3 days 7 hours (its longest gap before:',
      '    40 seconds)',
      '    0144 began and never ended',
      '    811: station_id=0143 end',
      '  > 812: station_id=0144 start',
      '    813: station_id=0145 start',
      '    989: station_id=0210 end',
      '    (operations were looked for in 6 MB of 900 MB)',
      '',
    ].join('\n'),
  );
});

test('where nothing is open, the last line before the process stopped is marked', () => {
  const quiet = {
    ...log,
    unfinished: [],
    aroundStart: [],
    aroundBlock: [line(5, 'before'), line(6, 'last words'), line(7, 'others')],
    last: [],
    notes: [],
  };
  assert.deepEqual(logsPage([quiet], 80).split('\n').slice(2, -1), [
    '    5: before',
    '  > 6: last words',
    '    7: others',
  ]);
});

test('places that are too far to be counted, and text that a terminal would obey', () => {
  const far = {
    ...log,
    unfinished: [],
    aroundStart: [],
    notes: [],
    silentFor: null,
    last: [{ ...line(1, '\u001b]0;x\u0007'), line: null, offset: 9_000_000_000 }],
  };
  assert.deepEqual(logsPage([far], 80).split('\n').slice(1, -1), ['    byte 9000000000: \\x1b]0;x\\x07']);
});
