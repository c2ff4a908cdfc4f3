/** Awkward programs to be restarted, orphans in sessions of their own as daemons are; and why-stuck run on them. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../src/report/report.ts';

/** As it is shipped: it starts faster than its parts. */
export const whyStuck = fileURLToPath(new URL('../../../dist/why-stuck.cjs', import.meta.url));

/** Says when it is ready, then does what its first argument says; the second is its name, for all to see. */
const awkward = String.raw`
use strict; use IO::Socket::INET; $| = 1;
my ($what, $name, @more) = @ARGV;
my $again = -e "$name.ran"; open(my $f, '>>', "$name.ran"); close $f;
exit 3 if $what eq 'dies-at-start' and $again;
if ($what eq 'dies-soon' and $again) { select undef, undef, undef, .5; exit 4 }
$SIG{TERM} = 'IGNORE' if $what =~ /stubborn/;
$SIG{TERM} = sub { for (1 .. 3) { unless (fork) { $SIG{TERM} = 'IGNORE'; sleep 1000; exit } } } if $what eq 'forks-when-killed';
if ($what =~ /parent/) { for (1 .. 2) { unless (fork) { sleep 1 while 1 } } }
my $server = $what eq 'listens' ? IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1', LocalPort => $more[0], ReuseAddr => 1) : undef;
die "port: $!" if $what eq 'listens' and !$server;
$0 = 'a title of its own' if $what eq 'renamed';
print "ready $name\n"; sleep 1 while 1;
`;

export interface Stage {
  readonly directory: string;
  readonly name: string;
  readonly log: string;
}

let counted = 0;

export function stage(t: TestContext): Stage {
  const directory = mkdtempSync(join(tmpdir(), 'why-stuck-recover-'));
  const name = `ws-recover-${process.pid}-${counted++}`;
  writeFileSync(join(directory, 'awkward.pl'), awkward);
  t.after(() => {
    for (const pid of allOf(directory)) endIt(pid);
    rmSync(directory, { recursive: true, force: true });
  });
  return { directory, name, log: join(directory, 'log') };
}

function endIt(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

/** Whoever works in that directory, or names it. */
const allOf = (directory: string): readonly number[] =>
  pids().filter((pid) => {
    const { line } = lookAt(pid);
    return pid !== process.pid && (line.includes(directory) || cwdOf(pid).startsWith(directory));
  });

function cwdOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

const pids = (): readonly number[] =>
  readdirSync('/proc')
    .filter((one) => /^\d+$/.test(one))
    .map(Number);

export function lookAt(pid: number): {
  readonly line: string;
  readonly state: string;
  readonly ppid: number;
} {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', ppid = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { line, state, ppid: Number(ppid) };
  } catch {
    return { line: '', state: 'gone', ppid: 0 };
  }
}

export const isUp = (pid: number): boolean => !['gone', 'Z', 'X'].includes(lookAt(pid).state);

/** Live processes whose whole command line holds the text. */
export const running = (text: string): readonly number[] =>
  pids().filter((pid) => pid !== process.pid && isUp(pid) && lookAt(pid).line.includes(text));

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function eventually(what: () => boolean, ms = 5000): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += 20) {
    if (what()) return true;
    await pause(20);
  }
  return what();
}

/** Starts a line of sh in a session of its own, its output appended to the log; ready when it says so. */
export async function daemon(
  { directory, log, name }: Stage,
  line: string,
  readyText = `ready ${name}`,
): Promise<void> {
  const before = linesIn(log, readyText);
  const script = `cd "${directory}" && (${line}) </dev/null >>"${log}" 2>&1 &`;
  spawnSync('/usr/bin/setsid', ['sh', '-c', script], { stdio: 'ignore' });
  if (!(await eventually(() => linesIn(log, readyText) > before))) throw new Error(`not ready: ${line}`);
}

export function linesIn(file: string, text: string): number {
  try {
    return readFileSync(file, 'utf8').split(text).length - 1;
  } catch {
    return 0;
  }
}

export const perl = ({ name }: Stage, what: string, ...more: readonly string[]): string =>
  ['exec perl awkward.pl', what, name, ...more].join(' ');

export interface Ran {
  readonly code: number;
  readonly report: Report;
  readonly target: NonNullable<Report['restart']>['targets'][number] | undefined;
  readonly stderr: string;
}

/** `--restart` with short times, its state beside the program. */
export async function restartIt(
  { directory }: Stage,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ran> {
  const quick = [
    '--sample',
    '50ms',
    '--no-logs',
    '--threshold',
    '300ms',
    '--kill-after',
    '500ms',
    '--expect-within',
    '3s',
  ];
  const own = quick.filter(
    (word, at) => !args.includes(word.startsWith('--') ? word : (quick[at - 1] ?? '')),
  );
  const all = [whyStuck, ...args, '--restart', '--json', '--state-dir', join(directory, 'state'), ...own];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      all,
      { env, maxBuffer: 1 << 26, timeout: 30_000, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        const code = error ? Number(error.code) : 0;
        try {
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema's own test checks the form
          const report = JSON.parse(stdout) as Report;
          resolve({ code, report, target: report.restart?.targets[0], stderr });
        } catch {
          reject(new Error(`why-stuck ${args.join(' ')}: ${stderr}`));
        }
      },
    );
  });
}

/** Its steps in short: `stop listen:no`. */
export const stepsOf = ({ target }: Ran): string =>
  (target?.steps ?? []).map(({ step, ok }) => (ok ? step : `${step}:no`)).join(' ');
