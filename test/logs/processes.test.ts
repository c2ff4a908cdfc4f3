/** The logs of live processes: found by what they hold open, tied to them, told what is odd about who writes them. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readLogs, recorded, replayed, type LogReading, type RecordedReading } from '../../src/logs/index.ts';
import { machineOf } from '../../src/machine/index.ts';
import { liveView } from '../../src/view/live.ts';

const directory = mkdtempSync(join(tmpdir(), 'why-stuck-logs-'));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

let count = 0;
const fresh = (name: string): string => join(directory, `${count++}-${name}`);

/** A program that does `code`, says so, and then sleeps. */
async function started(
  code: string,
  environment: NodeJS.ProcessEnv = {},
  stdout: 'pipe' | number = 'pipe',
): Promise<number> {
  const child = spawn(
    process.execPath,
    ['-e', `${code}; process.stderr.write('done'); setInterval(() => {}, 1e6)`],
    {
      env: { ...process.env, ...environment },
      stdio: ['ignore', stdout, 'pipe'],
    },
  );
  children.push(child);
  await new Promise((resolve) => child.stderr?.once('data', resolve));
  return child.pid ?? 0;
}

async function readingOf(
  pids: readonly number[],
  files: readonly string[] = [],
  discover = true,
): Promise<LogReading> {
  const view = liveView();
  const machine = machineOf(view);
  const subjects = pids.map((pid) => ({
    pid,
    relation: 'match',
    startedAtMs: machine.startedAtMs(machine.glance(pid)?.startTicks ?? 0),
    blockedSinceMs: null,
    tids: [pid],
  }));
  return readLogs({ machine, subjects, files, discover, nowMs: view.clocks.wallMs });
}

/** Stations of an hour ago, all of which have ended. */
const stations = (count_: number): string =>
  Array.from({ length: count_ }, (_, index) => {
    const ms = Date.now() - 3_600_000 + index * 6000;
    const station = `station_id=${String(index).padStart(4, '0')}`;
    return `${new Date(ms).toISOString()} ${station} start\n${new Date(ms + 50_000).toISOString()} ${station} end\n`;
  }).join('');

const opens = (path: string, flags = 'a'): string =>
  `const fd = require('fs').openSync(${JSON.stringify(path)}, '${flags}')`;
/** Soon after the process began, however long the interpreter took to start. */
const beginsOne = `require('fs').writeSync(fd, new Date(performance.timeOrigin + 50).toISOString() + ' station_id=0144 start\\n')`;

test('the log that a process holds open, and the operation that it began', async () => {
  const path = fresh('fetcher.log');
  writeFileSync(path, stations(100));
  // Its operation is younger than the ones before took: it counts once it is older.
  const pid = await started(`${opens(path)}; ${beginsOne}`);
  const young = await readingOf([pid]);
  assert.deepEqual(
    young.logs.map((log) => [log.path, log.pids, log.unfinished.length, log.inFlight]),
    [[path, [pid], 0, 1]],
  );
  const view = liveView();
  const machine = machineOf(view);
  const startedAtMs = machine.startedAtMs(machine.glance(pid)?.startTicks ?? 0);
  const subject = { pid, relation: 'match', startedAtMs, blockedSinceMs: null, tids: [pid] };
  const reading = await readLogs({
    machine,
    subjects: [subject],
    files: [],
    discover: true,
    nowMs: view.clocks.wallMs + 600_000,
  });
  const [log] = reading.logs;
  const [operation] = log?.unfinished ?? [];
  assert.deepEqual(
    [
      operation?.key,
      operation?.line,
      operation?.pid,
      operation?.tiedBy,
      operation?.finished,
      operation?.medianSeconds,
    ],
    ['0144', 201, pid, 'time of its start', 100, 50],
  );
  assert.match(
    operation?.sentence ?? '',
    new RegExp(
      `^0144 began at [\\d:]{8}, .* after ${pid} started, and never ended; 100 others did, in 50 s at the median$`,
    ),
  );
  assert.match(reading.openOperations.get(pid)?.source ?? '', /fetcher\.log, line 201$/);
  assert.ok(log?.aroundStart.some(({ line }) => line === 201));
  const recording: RecordedReading = JSON.parse(JSON.stringify(recorded(reading)));
  assert.deepEqual(replayed(recording), reading);
});

test('the zone in which a process writes', async () => {
  const path = fresh('local.log');
  const line = `const t = new Date(Date.now() + 330 * 60000).toISOString().slice(0, 23).replace('T', ' '); require('fs').writeSync(fd, t + ' up\\n')`;
  const pid = await started(`${opens(path)}; ${line}`, { TZ: 'Asia/Kolkata' });
  const [log] = (await readingOf([pid])).logs;
  assert.deepEqual(log?.zone, { offset: '+05:30', from: 'confirmed' });
  assert.ok(Math.abs(Date.parse(log.lastAt ?? '') - Date.now()) < 60_000, log.lastAt ?? '');
});

test('a log that was deleted is read all the same, and told', async () => {
  const path = fresh('gone.log');
  const pid = await started(
    `${opens(path)}; require('fs').writeSync(fd, 'last words\\n'); require('fs').unlinkSync(${JSON.stringify(path)})`,
  );
  const { logs, findings } = await readingOf([pid]);
  assert.deepEqual(
    logs[0]?.last.map(({ text }) => text),
    ['last words'],
  );
  assert.deepEqual(
    findings.map(({ kind, pids }) => [kind, pids]),
    [['writes-rotated-log', [pid]]],
  );
});

test('three processes that rotate one log, each on a generation of its own', async () => {
  const path = fresh('app.log');
  const move = (from: string, to: string): string =>
    `require('fs').renameSync(${JSON.stringify(from)}, ${JSON.stringify(to)})`;
  const write = `require('fs').writeSync(fd, 'line\\n')`;
  const first = await started(`${opens(path)}; ${write}; ${move(path, `${path}.1`)}`);
  const second = await started(
    `${opens(path)}; ${write}; ${move(`${path}.1`, `${path}.2`)}; ${move(path, `${path}.1`)}`,
  );
  const third = await started(`${opens(path)}; ${write}`);
  const { findings } = await readingOf([first, second, third]);
  assert.deepEqual(
    findings.map(({ kind, pids }) => [kind, pids]),
    [
      ['shared-log-writers', [first, second, third].sort((a, b) => a - b)],
      ['writes-rotated-log', [first, second].sort((a, b) => a - b)],
    ],
  );
  assert.match(findings[0]?.summary ?? '', /app\.log\.2/);
});

test('backups that were far from full, since two processes rotate', async () => {
  const path = fresh('hasty.log');
  const pids = [await started(opens(path)), await started(opens(path))].sort((a, b) => a - b);
  for (const [index, size] of [900, 60_000, 700].entries())
    writeFileSync(`${path}.${index + 1}`, 'x'.repeat(size));
  const { findings } = await readingOf(pids);
  assert.deepEqual(
    findings.map(({ kind, pids: of }) => [kind, of]),
    [['shared-log-writers', pids]],
  );
  assert.match(findings[0]?.summary ?? '', /hasty\.log\.1 to .*hasty\.log\.3 hold only 700 to 60000 bytes/);
});

test('workers that share one log, and workers that have one each, are well', async () => {
  const path = fresh('shared.log');
  const pids = [await started(opens(path)), await started(opens(path))];
  const own = [await started(opens(fresh('worker-1.log'))), await started(opens(fresh('worker-2.log')))];
  assert.deepEqual((await readingOf([...pids, ...own])).findings, []);
});

test('what a process says into a pipe stands in the file of whoever reads it', async () => {
  const path = fresh('piped.log');
  const script = `${process.execPath} -e 'console.log("said"); setInterval(() => {}, 1e6)' | cat >> ${path}`;
  const shell = spawn('sh', ['-c', script], { stdio: 'ignore', detached: true });
  children.push(shell);
  const until = Date.now() + 30_000;
  while (!(existsSync(path) && readFileSync(path, 'utf8') === 'said\n') && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const found = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(shell.pid)], { encoding: 'utf8' });
  const talker = Number(/^\s*(\d+) .*console\.log/m.exec(found)?.[1] ?? 0);
  const { logs } = await readingOf([talker]);
  process.kill(-(shell.pid ?? 0), 'SIGKILL');
  assert.deepEqual(
    logs.map((log) => [log.path, log.pids]),
    [[path, [talker]]],
  );
});

test('what was named and cannot be read is told; what is no log is passed over', async () => {
  const pid = await started(`${opens(fresh('data.db'))}; ${opens('/dev/null', 'w').replace('fd', 'other')}`);
  const { logs, warnings } = await readingOf([pid], ['/nowhere/at/all.log', '/dev/zero', directory]);
  assert.deepEqual(logs, []);
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ['log-gone', 'log-not-regular', 'log-not-regular'],
  );
  assert.match(warnings[0]?.message ?? '', /\/nowhere\/at\/all\.log/);
});
