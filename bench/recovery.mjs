/**
 * The fault campaign of recovery: `node bench/recovery.mjs [restarts] [seed]`, 500 by default. Each restart meets a
 * fault by chance: a start that fails, a process that dies or whose pid is taken between look and signal, SIGKILL of
 * why-stuck itself and a second run, two runs at once, no room for the record. Beside it stand decoys of nearly the
 * same name, which tell of every signal. Prints the counts; ends with 1 if a process was lost, doubled or wronged.
 */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const [wanted = '500', seedText = String(Date.now() % 1e6)] = process.argv.slice(2);
const restarts = Number(wanted);
const whyStuck = fileURLToPath(new URL('../dist/why-stuck.cjs', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'why-stuck-campaign-'));

/** Mulberry32: the same seed meets the same faults. */
let seed = Number(seedText);
function chance() {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
const between = (least, most) => Math.round(least + chance() * (most - least));

/** It tells when it runs beside another of its name, and what a decoy is sent. `NAME.fail` says how often it fails. */
const program = String.raw`
use strict; use Fcntl ':flock'; $| = 1; my ($what, $name) = @ARGV;
sub tell_ { open(my $f, '>>', $_[0]); print $f $_[1], "\n"; close $f }
if ($what eq 'decoy') { for my $s (qw(HUP INT QUIT TERM USR1 USR2 CONT PIPE)) { $SIG{$s} = sub { tell_('wrong', "$name $s") } } tell_("$name.up", $$); sleep 1 while 1 }
if (open(my $f, '<', "$name.fail")) { my $left = <$f>; close $f; if ($left > 0) { open($f, '>', "$name.fail"); print $f $left - 1; close $f; exit 3 } }
open(my $lock, '>>', "$name.lock"); tell_('double', $name) unless flock($lock, LOCK_EX | LOCK_NB);
$SIG{TERM} = 'IGNORE' if $what eq 'stubborn'; tell_("$name.up", $$);
sleep 1 while 1;
`;
writeFileSync(join(directory, 'service.pl'), program);

const linesOf = (name) =>
  existsSync(join(directory, name)) ? readFileSync(join(directory, name), 'utf8').trim().split('\n') : [];

function stateOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { isUp: !'ZX'.includes(fields[0]), ticks: Number(fields[19]) };
  } catch {
    return { isUp: false, ticks: 0 };
  }
}

/** Pids of live programs with exactly these last two arguments. */
function running(what, name) {
  const want = `perl\0service.pl\0${what}\0${name}\0`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === want && stateOf(pid).isUp;
      } catch {
        return false;
      }
    });
}

async function begin(what, name) {
  spawnSync('/usr/bin/setsid', ['sh', '-c', `perl service.pl ${what} ${name} </dev/null >>log 2>&1 &`], {
    cwd: directory,
  });
  for (let waited = 0; waited < 5000; waited += 20) {
    const [pid] = running(what, name);
    if (pid !== undefined && linesOf(`${name}.up`).includes(String(pid))) return pid;
    await pause(20);
  }
  throw new Error(`${name} did not start`);
}

function end(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

const quick = [
  '--restart',
  '--force',
  '--yes',
  '--json',
  '--no-logs',
  '--sample',
  '0',
  '--threshold',
  '200ms',
];
const state = ['--kill-after', '300ms', '--max-delay', '1s', '--state-dir', join(directory, 'state')];

/** @param afterMs why-stuck is killed then */
function run(what, name, more = [], afterMs = null) {
  return new Promise((resolve) => {
    const args = [whyStuck, `service.pl ${what} ${name}$`, ...quick, ...state, ...more];
    const child = execFile(process.execPath, args, { maxBuffer: 1 << 26 }, (error, stdout) => {
      const restart = stdout === '' ? null : JSON.parse(stdout).restart;
      resolve({ code: error ? (error.code ?? -1) : 0, restart, target: restart?.targets[0] });
    });
    if (afterMs !== null) setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
}

/** The pid is free, and the next process gets it: only where the kernel lets itself be told so. */
async function takePid(pid) {
  try {
    for (let tries = 0; tries < 20; tries++) {
      writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1));
      const { pid: got } = spawn('/usr/bin/perl', ['service.pl', 'decoy', 'taker'], {
        argv0: 'perl',
        cwd: directory,
        stdio: 'ignore',
      });
      if (got === pid) return true;
      end(got);
    }
  } catch {
    // not allowed
  }
  return false;
}

const counts = {
  restarts: 0,
  recovered: 0,
  refused: 0,
  failed: 0,
  killed: 0,
  pidsTaken: 0,
  lost: 0,
  doubles: 0,
  wrong: 0,
  untrue: 0,
};
const complaints = [];
const complain = (kind, text) => {
  counts[kind]++;
  complaints.push(`${kind}: ${text}`);
};

const faults = [
  'none',
  'stubborn',
  'fails-once',
  'fails',
  'dies',
  'pid-taken',
  'killed',
  'killed',
  'twice',
  'disk-full',
];

async function one(number) {
  const fault = faults[between(0, faults.length - 1)];
  const what = fault === 'stubborn' || chance() < 0.3 ? 'stubborn' : 'simple';
  const name = `campaign-${process.pid}-${number}`;
  const old = await begin(what, name);
  const about = `${number} (${fault}, ${what})`;
  if (fault === 'fails-once' || fault === 'fails')
    writeFileSync(join(directory, `${name}.fail`), fault === 'fails' ? '99' : '1');
  let wasKilledByUs = false;
  let taken = false;
  const results = [];
  if (fault === 'dies' || fault === 'pid-taken') {
    const going = run(what, name);
    await pause(between(100, 1200));
    wasKilledByUs = stateOf(old).isUp;
    end(old);
    if (fault === 'pid-taken') {
      for (let waited = 0; waited < 3000 && existsSync(`/proc/${old}`); waited += 5) await pause(5);
      taken = await takePid(old);
      if (taken) counts.pidsTaken++;
    }
    results.push(await going);
  } else if (fault === 'killed') {
    await run(what, name, ['--settle', '200ms'], between(300, 2500));
    counts.killed++;
    results.push(await run(what, name));
  } else if (fault === 'twice') results.push(...(await Promise.all([run(what, name), run(what, name)])));
  else results.push(await run(what, name, fault === 'disk-full' ? ['--audit', '/dev/full'] : []));

  // a keeper that was left behind may still be waiting for the old one
  let live = running(what, name);
  const patienceMs = fault === 'fails' ? 0 : 4000;
  for (let waited = 0; waited < patienceMs && live.length !== 1; waited += 100) {
    await pause(100);
    live = running(what, name);
  }
  counts.restarts++;
  for (const { code, restart, target } of results) {
    const outcome = restart?.outcome ?? 'none';
    if (outcome in counts) counts[outcome]++;
    if (code < 0 || restart === null) complain('untrue', `${about}: ended with ${code}`);
    const isExpected =
      outcome === 'recovered'
        ? code === 0
        : outcome === 'refused' || outcome === 'failed'
          ? code === 4
          : code === 0 || code === 1 || code === 3;
    if (!isExpected) complain('untrue', `${about}: ${outcome} with exit ${code}`);
    if (outcome === 'recovered' && !live.includes(target.newPid) && fault !== 'twice')
      complain('untrue', `${about}: ${target.newPid} is not there`);
    if (
      outcome === 'refused' &&
      !wasKilledByUs &&
      fault !== 'twice' &&
      fault !== 'killed' &&
      !stateOf(old).isUp
    )
      complain('untrue', `${about}: refused, and ended`);
    if ((outcome === 'refused' || outcome === 'failed') && !target?.reason)
      complain('untrue', `${about}: no reason`);
  }
  const mayBeDown =
    fault === 'fails' || (wasKilledByUs && results.every(({ restart }) => restart?.outcome !== 'recovered'));
  if (live.length === 0 && !mayBeDown) complain('lost', about);
  if (live.length > 1) complain('doubles', `${about}: ${live.join()}`);
  if (taken && !stateOf(old).isUp) complain('wrong', `${about}: the one that has its pid now was ended`);
  for (const pid of [...live, ...running('decoy', 'taker')]) end(pid);
}

const decoys = [];
const began = performance.now();
try {
  for (const name of [`campaign-${process.pid}`, `campaign-${process.pid}-`, `x-campaign-${process.pid}-1`])
    decoys.push(await begin('decoy', name));
  for (let number = 0; number < restarts; number++) await one(number);
  counts.doubles += linesOf('double').length;
  for (const line of linesOf('wrong')) complain('wrong', line);
  for (const pid of decoys) if (!stateOf(pid).isUp) complain('wrong', `decoy ${pid} was ended`);
} finally {
  for (const pid of decoys) end(pid);
  rmSync(directory, { recursive: true, force: true });
}
const seconds = Math.round((performance.now() - began) / 1000);
for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
process.stdout.write(
  `seed ${seedText}, ${seconds} s\n${Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(' · ')}\n`,
);
process.exitCode = counts.lost + counts.doubles + counts.wrong + counts.untrue > 0 ? 1 : 0;
