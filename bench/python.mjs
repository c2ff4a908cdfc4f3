/**
 * The stacks of a Python of fifty threads, read from its memory, against `gdb -batch … bt` of the same process, in turn;
 * and how late a Python thread that ticks every millisecond is while its stacks are read.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { machineOf } from '../build/src/machine/index.js';
import { pythonStacks } from '../build/src/sources/python/index.js';
import { liveView } from '../build/src/view/live.js';
import { has, interleaved, median, say, start, tell } from './tools.mjs';

const threads = 50;
const gdbArgs = ['-nx', '-batch', '-iex', 'set auto-load off', '-iex', 'set debuginfod enabled off'];

const sleepers = `
import threading, time, sys
def sleeper(): time.sleep(1000)
for _ in range(${threads - 1}): threading.Thread(target=sleeper, daemon=True).start()
print('ready', flush=True); sys.stdin.read()`;

/** Each line that it is given is answered by how much later than a tick was due it came at worst since the last one. */
const ticker = `
import threading, time, sys
worst = 0.0
def tick():
    global worst
    while True:
        began = time.monotonic(); time.sleep(0.001)
        worst = max(worst, time.monotonic() - began - 0.001)
threading.Thread(target=tick, daemon=True).start()
print('ready', flush=True)
for _ in sys.stdin:
    was, worst = worst, 0.0
    print(was * 1000, flush=True)`;

/** Afresh each time, its maps included, as the first look at it. */
async function read(pid) {
  const view = liveView();
  const maps = await machineOf(view).maps(pid);
  const tids = readdirSync(`/proc/${pid}/task`).map(Number);
  const began = [performance.now(), process.cpuUsage()];
  const stacks = pythonStacks(view, pid, maps.value, tids);
  const { user, system } = process.cpuUsage(began[1]);
  return { stacks, ms: performance.now() - began[0], cpuMs: (user + system) / 1000 };
}

export async function benchPython() {
  if (!has('python3') || !has('gdb')) return say('Python stacks: not measured, python3 or gdb is missing');
  const program = await start('python3', ['-c', sleepers]);
  const pid = Number(readdirSync(`/proc/${program.pid}/task`)[0]);
  const timed = (run) => {
    const began = performance.now();
    run();
    return performance.now() - began;
  };
  const ours = [];
  const costs = [];
  for (let round = 0; round < 10; round++) {
    const { stacks, ms, cpuMs } = await read(pid);
    if (stacks.threads?.size !== threads) throw new Error(stacks.why ?? `${stacks.threads.size} stacks`);
    ours.push(ms);
    costs.push(cpuMs);
  }
  const { gdb } = interleaved(3, {
    gdb: () =>
      timed(() =>
        execFileSync('gdb', [...gdbArgs, '-p', String(pid), '-ex', 'thread apply all bt'], {
          stdio: ['ignore', 'ignore', 'ignore'],
        }),
      ),
  });
  await program.end();
  const [own, other] = [median(ours), median(gdb)];
  const detail = `of a processor; ${own.toFixed(1)} ms in all, the first ${ours[0].toFixed(1)}`;
  tell(`Python stacks of ${threads} threads`, median(costs), 20, detail, 'ms');
  tell('Python stacks / gdb backtrace', own / other, 0.2, `gdb ${other.toFixed(0)} ms`);

  const ticking = await start('python3', ['-c', ticker]);
  const late = { unread: [], read: [] };
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  for (let round = 0; round < 10; round++) {
    await ticking.ask('');
    await wait(50);
    late.unread.push(Number(await ticking.ask('')));
    const until = performance.now() + 50;
    while (performance.now() < until) await read(ticking.pid);
    late.read.push(Number(await ticking.ask('')));
  }
  await ticking.end();
  tell(
    'a tick of 1 ms while its stacks are read',
    median(late.read),
    null,
    `unread ${median(late.unread).toFixed(2)} ms late at worst`,
    'ms',
  );
  return undefined;
}
