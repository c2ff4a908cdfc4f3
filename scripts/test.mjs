/**
 * Runs the compiled tests: `node scripts/test.mjs [--node PATH] [substring…]`. The zoo comes last and alone, since it
 * loads the machine that the other tests measure. The last lines are the totals of all that ran.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';

const substrings = process.argv.slice(2);
const at = substrings.indexOf('--node');
const [, node = process.execPath] = at < 0 ? [] : substrings.splice(at, 2);

const zoo = 'build/test/zoo/zoo.test.js';
const files = readdirSync('build/test', { recursive: true })
  .map((file) => `build/test/${file}`)
  .filter((file) => file.endsWith('.test.js') && isWanted(file))
  .sort();
function isWanted(file) {
  return substrings.length === 0 || substrings.some((part) => file.includes(part));
}

const { stdout: version } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
/** Node 18.19 has the option, but not every build of 18 does. */
const concurrency =
  Number.parseInt(version, 10) >= 20 ? [`--test-concurrency=${availableParallelism()}`] : [];

const counted = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo'];

/** Its exit code, and its own totals out of a second report in TAP: `# pass 412`. */
function run(batch) {
  const directory = mkdtempSync(join(tmpdir(), 'why-stuck-tests-'));
  const tap = join(directory, 'tap');
  const reporters = ['spec', 'stdout', 'tap', tap].map(
    (value, index) => `--test-reporter${index % 2 === 0 ? '' : '-destination'}=${value}`,
  );
  const flags = ['--enable-source-maps', '--test', ...reporters, ...concurrency];
  const { status } = spawnSync(node, [...flags, ...batch], { stdio: 'inherit' });
  const text = readFileSync(tap, 'utf8');
  rmSync(directory, { recursive: true });
  const totals = counted.map((name) =>
    Number([...text.matchAll(new RegExp(`^# ${name} (\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0),
  );
  return { code: status ?? 1, totals };
}

const batches = [files.filter((file) => file !== zoo), files.filter((file) => file === zoo)].filter(
  (batch) => batch.length > 0,
);
const began = performance.now();
const results = batches.map(run);
if (results.length === 0) {
  process.stderr.write(
    `no test file matches ${substrings.join(' ')}; write a part of a path under build/test\n`,
  );
  process.exitCode = 2;
} else {
  process.exitCode = Math.max(...results.map(({ code }) => code));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`\n${batches.length > 1 ? 'all together' : 'in all'}, ${seconds} s\n`);
  for (const [index, name] of counted.entries()) {
    const total = results.reduce((sum, { totals }) => sum + (totals[index] ?? 0), 0);
    process.stdout.write(`ℹ ${name} ${total}\n`);
  }
}
