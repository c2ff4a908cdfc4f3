/**
 * What why-stuck costs, as ratios taken in one run on one machine: `npm run bench [-- --processes 5000]`. A report: the
 * exit code is 0 even where a goal is missed. Needs gcc; lsof where there is one.
 */
import { existsSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchCrowd } from './crowd.mjs';
import { benchObserving } from './observing.mjs';
import { benchPython } from './python.mjs';
import { benchStart } from './start.mjs';
import { compile, has, say } from './tools.mjs';

const { values } = parseArgs({ options: { processes: { type: 'string', default: '5000' } } });

if (!has('gcc')) {
  process.stderr.write('bench: it needs gcc, for the programs that it holds why-stuck against\n');
  process.exitCode = 2;
} else {
  const [processor] = cpus();
  say(
    `Node ${process.versions.node}, ${availableParallelism()} × ${processor?.model ?? 'unknown'}, load ${loadavg()[0].toFixed(1)}\n`,
  );
  const means = { measure: compile('measure'), processes: Number(values.processes) };
  for (const bench of [benchStart, benchCrowd, benchPython, benchObserving]) {
    try {
      await bench(means);
    } catch (error) {
      say(`${bench.name} could not be done: ${error.message.split('\n')[0]}`);
    }
  }
  const logs = new URL('logs.mjs', import.meta.url);
  if (existsSync(fileURLToPath(logs))) {
    say('');
    await import(logs.href);
  }
}
