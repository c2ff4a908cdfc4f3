/** What every measurement needs: the C programs beside this file, what a command costs, and how a figure is told. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const fileOf = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The command, as Node is given it. */
export const whyStuck = [process.execPath, fileOf('../dist/why-stuck.cjs')];

const directory = mkdtempSync(join(tmpdir(), 'why-stuck-bench-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));

/** A file of this run's own. */
export const ownFile = (name) => join(directory, name);

/** The path of the program that gcc makes of bench/NAME.c. */
export function compile(name) {
  const path = ownFile(name);
  execFileSync('gcc', ['-O2', '-w', '-o', path, fileOf(`${name}.c`)]);
  return path;
}

/** The path of one file that holds a script of this folder and all that it imports, as the shipped file is made. */
export async function bundled(name) {
  const outfile = ownFile(`${name}.cjs`);
  const options = { bundle: true, platform: 'node', target: 'node18.19', minify: true, logLevel: 'warning' };
  await build({ entryPoints: [fileOf(`${name}.mjs`)], outfile, format: 'cjs', ...options });
  return outfile;
}

/** A program that says something when it is ready, and ends when its stdin does. */
export async function start(command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ask = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} has ended`);
    return value;
  };
  const ended = new Promise((resolve) => child.once('close', resolve));
  return {
    pid: child.pid,
    ready: await ask(),
    ask: (line) => (child.stdin.write(`${line}\n`), ask()),
    end: () => (child.stdin.end(), ended),
  };
}

export const has = (command) => {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Wall and CPU milliseconds of one run; throws where it ends with another code, so that no failure looks fast. */
export function costOf(measure, command, codes = [0]) {
  const [wall, cpu, code] = execFileSync(measure, command, { encoding: 'utf8' })
    .trim()
    .split(' ')
    .map(Number);
  if (!codes.includes(code))
    throw new Error(`${command.join(' ')} ended with ${code}, not ${codes.join(' or ')}`);
  return { wallMs: wall / 1000, cpuMs: cpu / 1000 };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** In turn, so that whatever else this machine does meets all of them alike; fewer rounds where they take long. */
export function interleaved(rounds, runs, budgetSeconds = 20) {
  const results = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  const began = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (performance.now() - began > budgetSeconds * 1000) break;
    for (const [name, run] of Object.entries(runs)) results[name].push(run());
  }
  return results;
}

export const say = (text) => process.stdout.write(`${text}\n`);

/** One line: what it is, the figure, the goal (at most), and whether it is met. `detail`: what the figure is made of. */
export function tell(name, figure, goal, detail, unit = '×') {
  const write = (value) => `${value.toFixed(2)} ${unit}`;
  const judged = goal === null ? '' : `goal ≤ ${write(goal)}, ${figure <= goal ? 'met' : 'MISSED'}`;
  say(`${name.padEnd(58)}${write(figure).padStart(9)}  ${judged.padEnd(24)}  (${detail})`);
}
