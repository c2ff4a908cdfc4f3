/**
 * What reading logs costs, as ratios taken in one run: a moment found in a file of 10 GB against one of 1 MB, and
 * mining 500 MB against `grep -cE` on the same file. The files are made in the temporary directory and removed again.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, statfsSync, writeSync } from 'node:fs';
import { median, ownFile, say, tell, whyStuck } from './tools.mjs';

const megabyte = 1e6;
const roomWanted = 2500 * megabyte;
const dawn = Date.UTC(2017, 11, 18, 3);

/** The same numbers in every run: a linear congruential generator. */
function chance() {
  let state = 7;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296;
}

const hex = (next, length) => {
  let text = '';
  while (text.length < length)
    text += Math.floor(next() * 0xffffffff)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, length);
};

/** A service that answers requests, two hundred at a time, and says what it does; two requests are never done. */
function* service() {
  const next = chance();
  const below = (limit) => Math.floor(next() * limit);
  const open = [];
  let ms = dawn;
  let count = 0;
  let text = '';
  const write = (message) => {
    const at = new Date(ms).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23);
    text += `${at} INFO [worker-${1 + (count % 16)}] ${message}\n`;
  };
  for (;;) {
    ms += below(30);
    count++;
    const id = hex(next, 16);
    write(`app.http: request ${id} started GET /api/v1/items/${below(5000)} client=10.0.7.${count % 250}`);
    if (count !== 5000 && count !== 90_000) open.push(id);
    write(
      `app.auth: token of user ${below(9000)} is valid for ${below(3600)} s, scope read, issued by gateway`,
    );
    write(`app.db: query took ${below(90)} ms, ${below(900)} rows, plan cached, table items_by_region`);
    if (count % 2 === 0)
      write(`app.db: query took ${below(9)} ms, ${below(9)} rows, plan cached, table customers`);
    if (count % 9 === 0) write(`app.cache: evicted ${below(90)} entries of generation ${count}`);
    if (open.length > 200) {
      const [done] = open.splice(below(200), 1);
      write(`app.http: request ${done} done status=200 bytes=${below(90_000)} in ${below(900)} ms`);
    }
    if (text.length >= megabyte) {
      yield { bytes: Buffer.from(text), ms };
      text = '';
    }
  }
}

/** So many megabytes of it, one after the other. */
function made(name, megabytes) {
  const path = ownFile(name);
  const file = openSync(path, 'w');
  const source = service();
  for (let part = 0; part < megabytes; part++) writeSync(file, source.next().value.bytes);
  closeSync(file);
  return path;
}

/** Real lines, a megabyte in every eight, holes between them: so many bytes in all. And a moment in its middle. */
function sparse(name, bytes) {
  const path = ownFile(name);
  const file = openSync(path, 'w');
  const source = service();
  const stride = 8 * megabyte;
  let at = 0;
  let middleMs = dawn;
  for (; at + megabyte < bytes; at += stride) {
    const { bytes: text, ms } = source.next().value;
    writeSync(file, text, 0, text.length, at);
    if (at < bytes / 2) middleMs = ms;
    // What comes behind a hole is a line of its own.
    writeSync(file, Buffer.from('\n'), 0, 1, at + stride - 1);
  }
  ftruncateSync(file, at - stride + megabyte);
  closeSync(file);
  return { path, at: new Date(middleMs - 1000).toISOString() };
}

const [node, program] = whyStuck;

/** Wall milliseconds of a command that must succeed. Its output is read: into /dev/null grep stops at a match. */
function wallOf(command, args, environment = {}) {
  const began = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    env: { ...process.env, ...environment },
    stdio: 'pipe',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - began;
}

/** The most memory that it ever had, in bytes (VmHWM, proc_pid_status(5)). */
async function peakOf(args) {
  const child = spawn(node, [program, ...args], { stdio: 'ignore' });
  let peak = 0;
  const look = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // it has ended
    }
  }, 20);
  await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(look);
  return peak;
}

function benchSeek() {
  const small = made('small.log', 1);
  const large = sparse('large.log', 10_000 * megabyte);
  const rounds = Array.from({ length: 9 }, () => ({
    large: wallOf(node, [program, 'logs', large.path, '--at', large.at]),
    small: wallOf(node, [program, 'logs', small, '--at', new Date(dawn + 20_000).toISOString()]),
  }));
  const beyond = median(rounds.map((one) => one.large - one.small));
  const detail = `${median(rounds.map((one) => one.large)).toFixed(0)} against ${median(rounds.map((one) => one.small)).toFixed(0)} ms`;
  tell('logs --at, 10 GB beyond 1 MB, wall', beyond, 30, detail, 'ms');
}

async function benchMining() {
  const path = made('service.log', 500);
  const expression = 'request [0-9a-f]{16} started';
  const rounds = Array.from({ length: 5 }, () => ({
    ours: wallOf(node, [program, 'logs', path]),
    grep: wallOf('grep', ['-cE', expression, path], { LC_ALL: 'C' }),
  }));
  const ours = Math.min(...rounds.map((one) => one.ours));
  const grep = Math.min(...rounds.map((one) => one.grep));
  const detail = `${(500_000 / ours).toFixed(0)} against ${(500_000 / grep).toFixed(0)} MB/s`;
  tell('logs, mining 500 MB / grep -cE, wall', ours / grep, 4, detail);
  tell('logs, mining 500 MB, memory', (await peakOf(['logs', path])) / megabyte, 300, 'VmHWM', 'MB');
}

const { bavail, bsize } = statfsSync(ownFile('.').replace(/[^/]*$/, ''));
if (bavail * bsize < roomWanted) {
  say(`logs: not measured, they need ${roomWanted / megabyte} MB in the temporary directory`);
} else {
  benchSeek();
  await benchMining();
}
