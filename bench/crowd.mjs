/** Among thousands of sleeping processes: selecting, a whole look, and a chain of five links. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import {
  bundled,
  compile,
  costOf,
  has,
  interleaved,
  median,
  ownFile,
  say,
  start,
  tell,
  whyStuck,
} from './tools.mjs';

const descriptors = 20;
const rounds = 7;
const ofOld = 3;
const ms = (values) => `${median(values).toFixed(0)} ms`;

async function benchSelection(measure) {
  const [scan, select] = [compile('scan'), await bundled('select')];
  const cpu = (command, codes) => () => costOf(measure, command, codes).cpuMs;
  const nothing = 'no-such-process-anywhere';
  const { ours, look, node, inC } = interleaved(rounds, {
    ours: cpu([process.execPath, select, nothing]),
    look: cpu([...whyStuck, nothing], [3]),
    node: cpu([process.execPath, '-e', '0']),
    inC: cpu([scan]),
  });
  const beyond = (values) => median(values.map((value, round) => (value - node[round]) / inC[round]));
  const detail = (values) => `${ms(values)} − ${ms(node)} against ${ms(inC)}`;
  tell('selection / the same reads in C, CPU beyond Node itself', beyond(ours), 1.6, detail(ours));
  tell('  the whole command, when nothing matches', beyond(look), null, detail(look));
}

async function benchLook(measure) {
  const seconds = '86399.25';
  const sleeper = await start('sh', ['-c', `echo ready; exec sleep ${seconds} <&-`]);
  const wall = (command, codes) => () => costOf(measure, command, codes).wallMs;
  const look = wall([...whyStuck, `^sleep ${seconds}`, '--sample', '0'], [0]);
  const { ours, ps } = interleaved(rounds, { ours: look, ps: wall(['ps', '-ef']) });
  const toPs = median(ours.map((value, round) => value / ps[round]));
  tell('a whole look, one match, --sample 0 / ps -ef, wall', toPs, 1, `${ms(ours)} against ${ms(ps)}`);
  const old = has('lsof') ? interleaved(ofOld, { ours: look, lsof: wall(['lsof', '-n'], [0, 1]) }) : null;
  if (old) {
    const toLsof = median(old.ours.map((value, round) => value / old.lsof[round]));
    tell('the same / lsof -n, wall', toLsof, 0.2, `${ms(old.ours)} against ${ms(old.lsof)}`);
  }
  process.kill(sleeper.pid, 'SIGKILL');
  return old && median(old.lsof);
}

async function benchChain(measure, lsofMs) {
  const file = ownFile('locked');
  writeFileSync(file, '');
  const chain = await start(compile('chain'), [file]);
  const pids = chain.ready.trim().split(' ').map(Number);
  const command = [...whyStuck, '--pid', String(pids[0]), '--no-logs'];
  const told = rootsOf([...command, '--json']);
  const { ours } = interleaved(ofOld, { ours: () => costOf(measure, command, [1]).wallMs });
  await chain.end();
  if (told.join() !== String(pids.at(-1)))
    say(`  the chain ends at ${pids.at(-1)}, told: ${told.join(', ') || 'nobody'}`);
  const detail = `${ms(ours)} against ${lsofMs?.toFixed(0) ?? 'no lsof, which is not installed:'} ms`;
  tell('a chain of five links / lsof -n, wall', median(ours) / (lsofMs ?? Number.NaN), 0.5, detail);
}

/** The culprits that it tells of. */
function rootsOf([command, ...args]) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 1) throw new Error(`${args.join(' ')} ended with ${status}`);
  return JSON.parse(stdout).rootCauses.map(({ pid }) => pid);
}

export async function benchCrowd({ measure, processes }) {
  const crowd = await start(compile('sleepers'), [String(processes), String(descriptors)]);
  say(`\nBeside ${processes} sleeping processes with ${descriptors} descriptors each:`);
  try {
    await benchSelection(measure);
    await benchChain(measure, await benchLook(measure));
  } finally {
    await crowd.end();
  }
}
