/** Selecting alone: `node bench/select.mjs PATTERN` prints how many processes match. crowd.mjs measures it as one file. */
import { machineOf } from '../build/src/machine/index.js';
import { select } from '../build/src/machine/select.js';
import { liveView } from '../build/src/view/live.js';

const patterns = process.argv.slice(2);
void select(machineOf(liveView({})), { patterns, pids: [] }).then((found) =>
  process.stdout.write(`${found.length}\n`),
);
