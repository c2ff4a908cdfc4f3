/** The text for a person: what it says, and that nothing of what a process chose can hurt the terminal it goes to. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'node:test';
import type { Report } from '../../src/report/report.ts';
import { render } from '../../src/report/text.ts';
import { widthOf } from '../../src/report/width.ts';
import { child, task } from '../graph/graphs.ts';
import { hostileReport } from './hostile.ts';
import { ticksOfAge, told } from './judged.ts';

process.env['TZ'] = 'Asia/Tokyo';

const plain = (report: Report, columns: number, explains = false): string =>
  render(report, { columns, colorLevel: 0, explains });

/** Controls, separators, and what turns text round or is not seen. */
const control = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\ufeff]/u;

function assertHarmless(text: string, columns: number): void {
  for (const line of text.split('\n')) {
    assert.doesNotMatch(line, control);
    assert.ok(widthOf(line) <= columns, `${widthOf(line)} columns: ${line}`);
  }
}

for (const columns of [80, 40])
  for (const explains of [false, true])
    test(`text: hostile names at ${columns} columns${explains ? ', explained' : ''}`, () => {
      assertHarmless(plain(hostileReport(), columns, explains), columns);
    });

test('text: any name and any argument, at any width', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 40, max: 200 }),
      (name, object, columns) => {
        const report = told([
          { pid: 5, name, argv: [object], kind: 'child-exit', posture: 'open', enders: [child(6)] },
          { pid: 6, name: object, kind: 'stopped', state: 'T', because: name },
        ]);
        assertHarmless(plain(report, columns, true), columns);
      },
    ),
    { numRuns: 100 },
  );
});

const story = (): Report =>
  told([
    {
      pid: 25405,
      name: 'python',
      kind: 'child-exit',
      posture: 'open',
      enders: [child(26607)],
      startTicks: ticksOfAge(285_600.1),
    },
    {
      pid: 26607,
      ppid: 25405,
      name: 'python',
      kind: 'tcp-receive',
      because:
        'recvfrom on fd 7: TCP 10.0.0.5:48822 to 211.52.1.3:80, established, nothing received for 3 days',
      enders: [{ by: 'remote', address: '211.52.1.3:80' }],
      side: 'client',
      silentSeconds: { seconds: 285_583, source: 'tcp last receive' },
      startTicks: ticksOfAge(285_600.1),
      blocked: 285_583,
    },
  ]);

test('text: what is wrong in the first line, the command to type in the last', () => {
  const lines = plain(story(), 80).trimEnd().split('\n');
  assert.equal(lines[0], 'STUCK  python (26607) waits for 211.52.1.3:80: nothing received for 3 days');
  assert.equal(lines.at(-1), '  why-stuck fetcher --explain');
});

test('text: who waits for whom, since when, and what to do', () => {
  const text = plain(story(), 80);
  assert.match(text, /^ {2}python \(25405\) waits for python \(26607\): child 26607$/m);
  assert.match(text, /^STUCK {5}25405 python {5}2017-12-18 03:29:47\.230 {2}child-exit 26607$/m);
  assert.match(
    text,
    /^STUCK {5}└─ 26607 python {2}2017-12-18 03:29:47\.230 {2}tcp-receive 211\.52\.1\.3:80$/m,
  );
  assert.match(text, /times are \+09:00/);
  assert.match(text, /Set a time-out/);
  assert.match(text, /ending 26607 \(python\) releases 1 process/);
});

test('text: the evidence only where it is asked for', () => {
  const evidence = /\/proc\/26607\/syscall: 45 0x7/;
  assert.doesNotMatch(plain(story(), 80), evidence);
  assert.match(plain(story(), 80, true), evidence);
});

const firsts: readonly { situation: string; report: () => Report; want: RegExp }[] = [
  { situation: 'nothing is stuck', report: () => told([{ pid: 5, kind: 'tcp-accept', posture: 'rest', enders: [{ by: 'outside', what: 'a client' }] }]), want: /^OK {2}it is not stuck: 1 idle$/ },
  { situation: 'no such process', report: () => told([], { matches: [] }), want: /^NO MATCH {2}no process matches "fetcher"$/ },
  { situation: 'a suspect', report: () => told([{ pid: 5, name: 'loop', kind: 'cpu', motion: 'computing', because: 'it computes' }]), want: /^SUSPECT {2}loop \(5\): it computes$/ },
  { situation: 'two causes', report: () => told([{ pid: 5, kind: 'stopped', state: 'T' }, { pid: 6, kind: 'stopped', state: 'T' }]), want: /^STUCK {2}program \(5\) is stopped \(and 1 more cause\)$/ },
]; // prettier-ignore

for (const { situation, report, want } of firsts)
  test(`text: the first line, ${situation}`, () =>
    assert.match(plain(report(), 80).split('\n')[0] ?? '', want));

test('text: of fifty that are alike one line, of their edges two', () => {
  const workers = Array.from({ length: 50 }, (_, index) => ({ pid: 100 + index, ppid: 5, name: 'worker', kind: 'file-lock' as const, enders: [task(9)] }));
  const text = plain(told([{ pid: 5, name: 'parent', kind: 'child-exit', posture: 'open', enders: workers.map(({ pid }) => child(pid)) }, ...workers, { pid: 9, name: 'holder', kind: 'stopped', state: 'T' }]), 80);
  assert.match(text, /… and 49 more STUCK like 100/);
  assert.match(text, /… and 48 more like it/);
  assert.ok(text.split('\n').length < 40, text);
}); // prettier-ignore

test('text: colour says nothing that the words do not', () => {
  const coloured = render(story(), { columns: 80, colorLevel: 1, explains: true });
  const escape = String.fromCharCode(27);
  assert.ok(coloured.includes(escape));
  assert.equal(coloured.replace(new RegExp(`${escape}\\[[\\d;]*m`, 'g'), ''), plain(story(), 80, true));
});
