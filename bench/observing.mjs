/**
 * What being looked at costs: pipe round trips a second while why-stuck looks, against those while `ps -ef` runs. The
 * two players have a processor of their own where there are several, so that what is measured is the looking and
 * not the fight for a processor.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { compile, has, median, say, start, tell, whyStuck } from './tools.mjs';

const times = 10;
const windowMs = 1000;

const exitOf = (child) =>
  new Promise((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });

export async function benchObserving() {
  const isApart = availableParallelism() > 1 && has('taskset');
  const players = await start(compile('ping-pong'), [isApart ? '0' : '-1']);
  const pids = players.ready.trim().split(' ');
  const elsewhere = isApart ? ['taskset', '-c', `1-${availableParallelism() - 1}`] : [];
  const loads = {
    nothing: null,
    ps: [...elsewhere, 'ps', '-ef'],
    ours: [...elsewhere, ...whyStuck, ...pids.flatMap((pid) => ['--pid', pid])],
  };
  const rates = { nothing: [], ps: [], ours: [] };
  const now = async () => (await players.ask('')).split(' ').map(Number);

  for (let round = 0; round < times; round++) {
    for (const [name, command] of Object.entries(loads)) {
      const [countBefore, before] = await now();
      const load = command && exitOf(spawn(command[0], command.slice(1), { stdio: 'ignore' }));
      await Promise.all([pause(windowMs), load]);
      const [count, after] = await now();
      rates[name].push((count - countBefore) / (after - before));
    }
  }
  await players.end();
  const lossAgainst = (name) =>
    100 * (1 - median(rates.ours.map((rate, round) => rate / rates[name][round])));
  const perSecond = `${(median(rates.nothing) * 1e6).toFixed(0)} round trips a second, ${times} looks`;
  say(`\nBeing looked at${isApart ? '' : ' (on one processor: it competes with the look)'}:`);
  tell('round trips lost while diagnosed, against ps -ef', lossAgainst('ps'), 1, perSecond, '%');
  tell('  the same, against nothing at all', lossAgainst('nothing'), null, perSecond, '%');
}
