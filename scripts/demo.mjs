/**
 * The story that why-stuck was written for, for real and in miniature: a job that fetches station after station, a
 * server that never answers about one of them, and one command that says so. Everything is ended and removed again.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { checksOf } from './demo/checks.mjs';
import { twoHosts } from './demo/network.mjs';
import { childrenOf, endAll, run, start } from './demo/programs.mjs';

const stations = { first: '0125', silent: '0144', last: '0150' };
const whyStuck = [
  fileURLToPath(new URL('../dist/why-stuck.cjs', import.meta.url)),
  'station-fetcher',
  '--stuck-after',
  '2s',
];

const say = (text) => process.stdout.write(`${text}\n`);
const fileOf = (name) => fileURLToPath(new URL(`demo/${name}`, import.meta.url));
const has = async (command) => (await run('sh', ['-c', `command -v ${command}`])).code === 0;

async function interpreter() {
  // the system's own first: what stands in front of it on PATH may be a script
  for (const command of ['/usr/bin/python3', 'python3'])
    if (await has(command)) return [command, 'station-fetcher.py'];
  if (await has('perl')) return ['perl', 'station-fetcher.pl'];
  throw new Error('neither python3 nor perl is installed; the job of this story needs one of them');
}

/** The job, its hung child and the server, once the question about the silent station has been put. */
async function tellTheStory(directory) {
  const log = join(directory, 'stations.log');
  const hosts = await twoHosts();
  const at = hosts ? [hosts.address, '80', stations.silent] : ['127.0.0.1', '0', stations.silent, 'stop'];
  const [enter, ...args] = [...(hosts?.there ?? []), process.execPath, fileOf('server.mjs'), ...at];
  const server = start(enter, args);
  const port = await server.line('ready');
  const [command, program] = await interpreter();
  const job = [command, fileOf(program), at[0], port, log, stations.first, stations.last];
  say(
    `A job fetches stations ${stations.first} to ${stations.last}, a child process each, over HTTP without a time-out:`,
  );
  say(`  $ ${job.join(' ')}`);
  const [through, ...rest] = [...(hosts?.here ?? []), ...job];
  const parent = start(through, rest);
  await server.line(`asked ${stations.silent}`);
  if (hosts) {
    await hosts.switchOff();
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    say(
      `The server at ${hosts.address} has taken the question about ${stations.silent}, and now its host is switched off.`,
    );
  } else {
    say(
      `The server ${server.pid} has taken the question about ${stations.silent}, and now it is stopped (SIGSTOP).`,
    );
    say('(Where network namespaces may be made, it is a host of its own, and that is switched off.)');
  }
  const [child] = childrenOf(parent.pid);
  say(`The log ends so, and nothing happens any more:\n`);
  say(
    readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-3)
      .map((line) => `  ${line}`)
      .join('\n'),
  );
  return {
    parent: parent.pid,
    child,
    server: hosts ? null : server.pid,
    remote: hosts ? `${hosts.address}:${port}` : null,
    log,
    program: fileOf(program),
  };
}

async function main(directory) {
  if (!existsSync(whyStuck[0])) throw new Error(`${whyStuck[0]} is not there; npm run demo builds it first`);
  const truth = await tellTheStory(directory);
  await pause(2500);
  say(`\nWhat an operator types:\n\n  $ why-stuck ${whyStuck.slice(1).join(' ')}\n`);
  const { text } = await run(process.execPath, whyStuck, 'inherit');
  say(text);
  const { code, text: json } = await run(process.execPath, [...whyStuck, '--json'], 'inherit');
  if (code === 2) throw new Error('why-stuck could not run');
  const checks = checksOf({ ...truth, code, json, station: stations.silent });
  say('Is that the truth? From its JSON:');
  for (const { claim, isTrue, told } of checks)
    say(`  ${isTrue ? 'yes' : 'NO '}  ${claim}${isTrue ? '' : ` (told: ${told})`}`);
  return checks.every(({ isTrue }) => isTrue);
}

const directory = mkdtempSync(join(tmpdir(), 'why-stuck-demo-'));
const clear = async () => {
  await endAll();
  rmSync(directory, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void clear().then(() => process.exit(130)));
try {
  process.exitCode = (await main(directory)) ? 0 : 1;
} catch (error) {
  process.stderr.write(`demo: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  await clear();
  say('Everything that was started has been ended, and its files removed.');
}
