/**
 * A tool that may stop its target. A stopped helper must not leave its target stopped, whatever becomes of this process:
 * so the tool runs under a shell in a session of its own, which holds a pipe to us. When that ends, because we are gone
 * or have had enough, the shell ends the tool, looks at the target, and lets it go on where it was not stopped before.
 * What is in an uninterruptible sleep, or traced already, is left alone (ptrace(2), signal(7)).
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { untouched, type Attached, type Attaching } from './attached.ts';
import { wholeText } from './files.ts';
import { notInstalled, toolEnvironment, toolPath } from './tools.ts';

/** Of what a tool says; beyond that it is ended. */
const mostOutput = 16 * 1024 * 1024;
const sampleMs = 5;
/** After its end was asked for: 0.5 s for the tool, 0.5 s to look at the target, and some for a busy machine. */
const graceSeconds = 4;

/**
 * $1 pid, $2 start ticks, $3 whether it was stopped before, $4 the signal that ends the tool, then the tool. It says on
 * descriptor 3 what it had to do. A tool may have children that outlive it (strace makes one to try ptrace): at last the
 * whole group is ended, itself too.
 *
 * A tool without an end of its own is asked to end, so that it says what it has. Any other is let come to its end when we
 * are gone, and is killed only if that takes too long, or if we say so: gdb that is asked to quit while it attaches may take
 * the target for its own and kill it, and one that is killed then leaves it stopped. So the target is watched until it has
 * been seen going on for a second.
 */
const watchdog = `
pid=$1 ticks=$2 was=$3 end=$4; shift 4
same() { s=$(cat "/proc/$pid/stat" 2>/dev/null) || return 1; s=\${s##*) }; set -- $s; [ "\${20}" = "$ticks" ]; }
stopped() { grep -qs '^State:[[:space:]]*T' "/proc/$pid/task/"*/status; }
exec 4<&0 </dev/null
"$@" 3>&- 4<&- & tool=$!
{ word=; while read -r said; do word=$said; done; [ "$word$end" != KILL ] || sleep 20
  kill -$end $tool; sleep 0.5; kill -KILL $tool; } <&4 3>&- >/dev/null 2>&1 & guard=$!
exec 4<&-
wait $tool; code=$?
kill -KILL $guard 2>/dev/null; wait $guard 2>/dev/null
left=as-before calm=1 quiet=0 looks=0
[ $code -eq 0 ] || calm=20
while [ $was = no ] && [ $quiet -lt $calm ] && [ $looks -lt 200 ] && same; do
  [ $looks -eq 0 ] || sleep 0.05
  if stopped && same; then kill -CONT "$pid" && left=resumed; quiet=0 calm=20; else quiet=$((quiet + 1)); fi
  looks=$((looks + 1))
done
echo "$code $left" >&3 2>/dev/null
kill -KILL 0
`;

export async function attach(request: Attaching): Promise<Attached> {
  const { pid, startTicks, tool, how } = request;
  const file = toolPath(tool);
  if (file === null) return untouched('missing', notInstalled(tool));
  const before = lookAt(pid);
  const why = before && before.startTicks === startTicks ? refusal(before, how) : `process ${pid} has ended`;
  if (why !== null || !before) return untouched('refused', why ?? '');
  const began = performance.now();
  const run = await watched(request, [...asUser(request), file, ...request.args], before.isStopped);
  const tookSeconds = (performance.now() - began) / 1000;
  const target = await afterwards(request, before.isStopped, run.left);
  return {
    ...outcomeOf(request, run),
    text: run.text,
    tookSeconds,
    pausedSeconds: run.pausedSeconds,
    target,
  };
}

/** setpriv(1) of util-linux, which is there wherever a shell is. */
const asUser = ({ user }: Attaching): readonly string[] =>
  user ? ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--'] : [];

interface Run {
  readonly text: string;
  readonly code: number | null;
  readonly left: string | null;
  readonly ended: 'itself' | 'deadline' | 'too-much' | 'unstarted';
  readonly pausedSeconds: number | null;
}

function outcomeOf({ tool, seconds, endless }: Attaching, run: Run): Pick<Attached, 'outcome' | 'message'> {
  if (run.ended === 'unstarted') return { outcome: 'failed', message: `${tool} could not be started` };
  if (run.ended === 'deadline' && !endless)
    return { outcome: 'deadline', message: `${tool} did not end within ${seconds} s` };
  return { outcome: 'done', message: null };
}

function watched(request: Attaching, command: readonly string[], wasStopped: boolean): Promise<Run> {
  const { pid, startTicks, how, seconds, endless = false } = request;
  const target = [pid, startTicks, wasStopped ? 'yes' : 'no', endless ? 'TERM' : 'KILL'].map(String);
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', watchdog, 'sh', ...target, ...command], {
      cwd: '/',
      env: toolEnvironment,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const [stdin, stdout, stderr, status] = child.stdio;
    const output: Buffer[] = [];
    let told = '';
    let bytes = 0;
    let ended: Run['ended'] = 'itself';
    let pausedMs = 0;
    let sampledAt = performance.now();

    const sampling = setInterval(() => {
      const now = performance.now();
      if (how === 'traces' && !wasStopped && isHeld(pid)) pausedMs += now - sampledAt;
      sampledAt = now;
    }, sampleMs);
    const askForItsEnd = (why: Run['ended']): void => {
      if (ended === 'itself') ended = why;
      stdin.end('end\n');
    };
    const timers = [
      setTimeout(() => askForItsEnd('deadline'), seconds * 1000),
      // not even SIGKILL ends what sleeps uninterruptibly: nobody waits for that
      setTimeout(() => settle(), (seconds + graceSeconds) * 1000),
    ];
    const settle = (): void => {
      clearInterval(sampling);
      for (const timer of timers) clearTimeout(timer);
      for (const stream of child.stdio) stream?.destroy();
      child.unref();
      const [, code, left] = /^(\d+) (\S+)/m.exec(told) ?? [];
      resolve({
        text: Buffer.concat(output).toString('utf8'),
        code: code === undefined ? null : Number(code),
        left: left ?? null,
        ended,
        pausedSeconds: how === 'traces' ? Math.round(pausedMs) / 1000 : null,
      });
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= mostOutput) output.push(chunk);
      else askForItsEnd('too-much');
    };
    stdin.on('error', () => undefined);
    stdout.on('data', take);
    stderr.on('data', take);
    if (status && 'on' in status) status.on('data', (chunk: Buffer) => (told += chunk.toString('latin1')));
    child.on('error', () => {
      ended = 'unstarted';
      settle();
    });
    child.on('close', settle);
  });
}

interface Looked {
  readonly startTicks: number;
  readonly letters: readonly string[];
  readonly tracer: number;
  readonly isStopped: boolean;
}

/** Anew, not out of a look: nothing may lie between this and the deed. */
function lookAt(pid: number): Looked | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).flatMap((tid) => statusOf(`/proc/${pid}/task/${tid}`));
    const stat = wholeText(`/proc/${pid}/stat`);
    return {
      startTicks: Number(stat.slice(stat.lastIndexOf(') ') + 2).split(' ')[19]),
      letters: threads.map(({ letter }) => letter),
      tracer: threads.find(({ tracer }) => tracer !== 0)?.tracer ?? 0,
      isStopped: threads.some(({ letter }) => letter === 'T'),
    };
  } catch {
    return null;
  }
}

/** A name is shown with its line ends escaped there. */
function statusOf(directory: string): readonly { readonly letter: string; readonly tracer: number }[] {
  try {
    const text = wholeText(`${directory}/status`);
    return [
      {
        letter: /^State:\s*(\S)/m.exec(text)?.[1] ?? '?',
        tracer: Number(/^TracerPid:\s*(\d+)/m.exec(text)?.[1] ?? 0),
      },
    ];
  } catch {
    return [];
  }
}

function refusal({ letters, tracer }: Looked, how: Attaching['how']): string | null {
  if (letters.every((letter) => letter === 'Z' || letter === 'X')) return 'it has exited';
  if (tracer !== 0) return `it is traced already, by process ${tracer}${nameOf(tracer)}`;
  if (letters.includes('D') && how === 'traces')
    return 'a thread of it is in an uninterruptible sleep (D): whoever attaches to that hangs with it';
  if (how !== 'traces' && letters.some((letter) => letter === 'T' || letter === 't'))
    return 'it is stopped, so it cannot answer';
  return null;
}

function nameOf(pid: number): string {
  const [found] = /^Name:\t(.*)$/m.exec(safeText(`/proc/${pid}/status`)) ?? [];
  return found === undefined ? '' : ` (${found.slice('Name:\t'.length)})`;
}

function safeText(file: string): string {
  try {
    return wholeText(file);
  } catch {
    return '';
  }
}

/** `t`: held by a tracer; `T`: stopped. The letter stands behind the name, which may hold anything. */
function isHeld(pid: number): boolean {
  const stat = safeText(`/proc/${pid}/stat`);
  return /^[tT]/.test(stat.slice(stat.lastIndexOf(') ') + 2));
}

/** A moment may pass until the kernel has let everybody go. */
async function afterwards(
  { pid, startTicks }: Attaching,
  wasStopped: boolean,
  left: string | null,
): Promise<Attached['target']> {
  for (let tries = 0; ; tries++) {
    const now = lookAt(pid);
    if (!now || now.startTicks !== startTicks) return 'gone';
    const isFree = wasStopped || !now.letters.some((letter) => letter === 't' || letter === 'T');
    if (isFree) return left === 'resumed' ? 'resumed' : 'as-before';
    if (tries >= 20) return 'stopped';
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
