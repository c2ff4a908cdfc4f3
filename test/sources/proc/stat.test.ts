/** /proc/PID/stat: lines of Linux 6.18, one of them of a process that names itself to be misread (prctl(2)). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isKernelThread, parseStat } from '../../../src/sources/proc/stat.ts';

const rest =
  '18058 18055 2545 0 -1 4194368 263 0 7 0 3 1 0 0 20 0 2 0 105054 16613376 2420 18446744073709551615 1 1 0 0 0 0 0 16781312 2 1 0 0 17 0 0 0 0 0 0';
const want = {
  pid: 18059,
  name: 'python3',
  state: 'S',
  ppid: 18058,
  pgid: 18055,
  sid: 2545,
  ttyNr: 0,
  tpgid: -1,
  flags: 4194368,
  faults: 270,
  userTicks: 3,
  systemTicks: 1,
  threadCount: 2,
  startTicks: 105054,
  startStack: 0,
};

const rows = [
  { situation: 'every field by its place in the manual', text: `18059 (python3) S ${rest}\n`, want },
  {
    situation: 'the place of the stack, for who may see it',
    text: `18059 (python3) S ${rest.replace(' 1 1 0 0 0 0 0 16781312', ' 94210 94999 140722945123456 0 0 0 0 16781312')}\n`,
    want: { ...want, startStack: 140722945123456 },
  },
  { situation: 'a name that looks like the end of a name', text: `18059 () R 1 (\n\u001b[31m) S ${rest}\n`, want: { ...want, name: ') R 1 (\n\u001b[31m' } },
  { situation: 'a name of nothing', text: `18059 () Z ${rest}`, want: { ...want, name: '', state: 'Z' } },
  { situation: 'a name of blanks and parentheses', text: `18059 (( ) )) t ${rest}`, want: { ...want, name: '( ) )', state: 't' } },
  { situation: 'the line is cut off before the start time', text: '18059 (python3) S 18058 18055 2545 0 -1 4194368 263', want: null },
  { situation: 'cut off within the name', text: '18059 (pyth', want: null },
  { situation: 'no number in front', text: `x (python3) S ${rest}`, want: null },
  { situation: 'nothing: it has gone while it was read', text: '', want: null },
]; // prettier-ignore

for (const row of rows) test(`stat: ${row.situation}`, () => assert.deepEqual(parseStat(row.text), row.want));

test('stat: whatever the name, the fields behind it stay the same', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 15 }), (name) => {
      assert.deepEqual(parseStat(`18059 (${name}) S ${rest}\n`), { ...want, name });
    }),
  );
});

const kthreadd =
  '2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 19 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0 0';
for (const [text, isKernel] of [
  [kthreadd, true],
  [`18059 (kworker/0:1) S ${rest}`, false],
] as const)
  // prettier-ignore
  test(`stat: ${text.slice(0, 20)} is ${isKernel ? 'a' : 'no'} kernel thread`, () => {
    const stat = parseStat(text);
    assert.ok(stat);
    assert.equal(isKernelThread(stat), isKernel);
  });
