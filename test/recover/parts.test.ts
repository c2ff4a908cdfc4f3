/** The parts that decide, without a process: trees, limits, titles, settings with their lines. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entriesIn } from '../../src/commands/restart-config.ts';
import { delaySeconds } from '../../src/recover/backoff.ts';
import { guardAgainst } from '../../src/recover/guards.ts';
import { limitFlags } from '../../src/recover/limit-flags.ts';
import { overLimit, timesIn } from '../../src/recover/limit.ts';
import { filledIn } from '../../src/recover/memory.ts';
import { isTitle, limitsIn } from '../../src/recover/snapshot.ts';
import { treeOf } from '../../src/recover/tree.ts';
import { parseStat, type Stat } from '../../src/sources/proc/stat.ts';

/** pid, parent, group, session, start. */
function stat(pid: number, ppid: number, pgid = pid, sid = pgid, startTicks = pid): Stat {
  const rest = `-1 0 ${'0 '.repeat(10)}1 0 ${startTicks} 0 0`;
  const parsed = parseStat(`${pid} (p${pid}) S ${ppid} ${pgid} ${sid} 0 ${rest}`);
  assert.ok(parsed);
  return parsed;
}
const pids = (stats: readonly Stat[]): readonly number[] => stats.map(({ pid }) => pid);

// setpgid(2), credentials(7): a group lives on while a member does, and its number is not given again
const trees = [
  {
    situation: 'children and theirs',
    stats: [stat(10, 1), stat(11, 10, 10), stat(12, 11, 12)],
    want: [10, 11, 12],
  },
  { situation: 'an orphan of its group', stats: [stat(10, 1), stat(13, 1, 10, 10)], want: [10, 13] },
  {
    situation: 'an orphan of a child that led its own',
    stats: [stat(10, 1), stat(11, 10), stat(14, 1, 11, 11)],
    want: [10, 11, 14],
  },
  {
    situation: 'the next in a pipe of a shell',
    stats: [stat(5, 1), stat(10, 5, 10, 5), stat(11, 5, 10, 5)],
    want: [10],
  },
  { situation: 'somebody older', stats: [stat(9, 1, 10, 10), stat(10, 1)], want: [10] },
  { situation: 'nobody else', stats: [stat(10, 1), stat(20, 1)], want: [10] },
];
for (const { situation, stats, want } of trees)
  test(`parts: the tree of 10 has ${situation}`, () =>
    assert.deepEqual(pids(treeOf(stats, [{ pid: 10, startTicks: 10 }])), want));

test('parts: who has the number of an ended leader leads no tree of ours', () => {
  const known = [
    { pid: 10, startTicks: 10 },
    { pid: 11, startTicks: 11 },
  ];
  const again = [stat(10, 1), stat(11, 1, 11, 11, 900), stat(12, 11, 11, 11, 901)];
  assert.deepEqual(pids(treeOf(again, known)), [10]);
});

const guards = [
  { situation: 'a program', tree: [stat(10, 1)], want: null },
  { situation: 'the first process', tree: [stat(1, 0)], want: /first process/ },
  { situation: 'itself', tree: [stat(31, 30)], want: /itself/ },
  { situation: 'its shell', tree: [stat(30, 1)], want: /runs under/ },
  { situation: 'the kernel', tree: [{ ...stat(2, 0), flags: 0x00200000 }], want: /kernel/ },
];
for (const { situation, tree, want } of guards)
  test(`parts: guard against ${situation}`, () => {
    const told = guardAgainst([stat(1, 0), stat(30, 1), stat(31, 30), ...tree], tree, 31);
    if (want === null) assert.equal(told, null);
    else assert.match(told ?? '', want);
  });

// proc_pid_cmdline(5): arguments end in NUL
const titles = [
  { argv: ['perl', 'a.pl'], text: 'perl\0a.pl\0', want: false },
  { argv: ['prog', ''], text: 'prog\0\0', want: false },
  { argv: ['/opt/a b/prog', 'x'], text: '/opt/a b/prog\0x\0', want: false },
  { argv: ['nginx: worker process'], text: 'nginx: worker process\0', want: true },
  { argv: ['title', '', '', ''], text: 'title\0\0\0\0', want: true },
  { argv: ['title'], text: 'title', want: true },
  { argv: [], text: '', want: true },
];
for (const { argv, text, want } of titles)
  test(`parts: a title ${JSON.stringify(text)}`, () => assert.equal(isTitle(argv, text), want));

test('parts: limits are given back as far as they can be', () => {
  const head = 'Limit                     Soft Limit           Hard Limit           Units     \n';
  const line = (soft: string, hard: string): string =>
    `${head}Max open files            ${soft.padEnd(20)} ${hard.padEnd(20)} files     \n`;
  const flags = (wanted: string, own: string) => limitFlags(limitsIn(wanted), limitsIn(own));
  assert.deepEqual(flags(line('1024', '4096'), line('4096', '4096')), {
    flags: ['--nofile=1024:4096'],
    lost: [],
  });
  assert.deepEqual(flags(line('1024', '4096'), line('1024', '4096')), { flags: [], lost: [] });
  const beyond = flags(line('unlimited', 'unlimited'), line('100', '200'));
  assert.deepEqual(beyond.flags, ['--nofile=200:200']);
  assert.match(beyond.lost[0] ?? '', /200 is the most/);
});

test('parts: delays double up to the longest', () =>
  assert.deepEqual(
    [1, 2, 3, 4, 20].map((retry) => delaySeconds(retry, 3600)),
    [1, 2, 4, 8, 3600],
  ));

test('parts: a limit counts what is recent, and forgives a clock that was set back', () => {
  const limit = { times: 2, seconds: 60 };
  assert.equal(overLimit([1_000, 930_000], 1_000_000, limit), null);
  assert.match(overLimit([950_000, 990_000], 1_000_000, limit) ?? '', /2 times/);
  assert.match(overLimit([2_000_000, 990_000], 1_000_000, limit) ?? '', /2 times/);
  assert.deepEqual(timesIn('{ broken'), []);
});

test('parts: memory is counted in both ways', () => {
  const text = 'MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 700 kB\nBuffers: 50 kB\nCached: 450 kB\n';
  assert.deepEqual(filledIn(text), { used: 0.4, unavailable: 0.3 });
  assert.equal(filledIn('MemTotal: 1000 kB\n'), null);
});

const configs = [
  { text: '{ "targets": [] }', want: [] },
  {
    text: '{ "targets": [{ "match": "a", "hosts": ["es*"], "settle": "2s" }] }',
    want: [{ match: 'a', options: { settle: 2 } }],
  },
  { text: '{ "targets": [{ "match": "a", "hosts": ["db*"] }] }', want: [] },
  {
    text: '{\n "targets": [\n  { "match": "a",\n    "setle": "2s" }] }',
    want: /^line 4: "setle" is no setting/,
  },
  {
    text: '{\n "targets": [\n  { "match": "a",\n    "settle": "2" }] }',
    want: /^line 4: "settle": Write it as/,
  },
  { text: '{\n "targets": [\n  { "match": "(" }] }', want: /^line 3: "match" must be a regular expression/ },
  { text: '{\n "targets": [\n  { "match": "a", }] }', want: /^line 3: a comma too much/ },
  { text: '{\n "targets": [', want: /^line 2: it ends too early/ },
  { text: '[]', want: /^line 1: it must be/ },
  { text: '{ "targets": [],\n "x": 1 }', want: /^line 2: "x" means nothing/ },
  { text: '{ "targets": [],\n "targets": [] }', want: /^line 2: "targets" stands here twice/ },
];
for (const { text, want } of configs)
  test(`parts: settings ${JSON.stringify(text).slice(0, 60)}`, () => {
    const entries = entriesIn(text, 'es04');
    if (want instanceof RegExp) assert.match(typeof entries === 'string' ? entries : '', want);
    else assert.deepEqual(entries, want);
  });
