/**
 * Where the silent server stands: on a host of its own, a network namespace with one wire (veth(4)) to that of the
 * fetcher. Nothing of this machine's own network is touched, and both end with the processes that hold them. An
 * ordinary user makes them in a user namespace (user_namespaces(7)); where that is not allowed, the server stands on
 * the loopback of this machine.
 */
import { readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { run, start } from './programs.mjs';

const near = '10.144.0.1';
const far = '10.144.0.2';
const isRoot = process.getuid() === 0;

/** A command that runs another one on the host of this process. */
const through = (pid) =>
  isRoot
    ? ['nsenter', '--net', '--target', String(pid)]
    : ['nsenter', '--preserve-credentials', '--user', '--net', '--target', String(pid)];

const networkOf = (pid) => {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return null;
  }
};

/** A namespace lives as long as a process in it. */
async function newHost(enter) {
  const [command, ...args] = [...enter, 'sleep', 'infinity'];
  const { pid } = start(command, args, 'ignore');
  const before = new Set([networkOf('self'), networkOf(process.ppid)]);
  for (let tries = 0; tries < 200; tries++) {
    await pause(10);
    const network = pid === undefined ? null : networkOf(pid);
    if (network === null) return null;
    if (!before.has(network)) return pid;
  }
  return null;
}

const on = (pid, line) => {
  const [command, ...args] = [...through(pid), 'sh', '-c', line];
  return run(command, args);
};

/** Two hosts and a wire, or null where this machine does not let us make them. */
export async function twoHosts() {
  const here = await newHost(
    isRoot ? ['unshare', '--net'] : ['unshare', '--user', '--map-root-user', '--net'],
  );
  if (here === null) return null;
  const there = await newHost(
    isRoot
      ? ['unshare', '--net']
      : ['nsenter', '--preserve-credentials', '--user', '--target', String(here), 'unshare', '--net'],
  );
  if (there === null) return null;
  const up = 'ip link set lo up && ip link set eth0 up';
  const steps = [
    // a hardware address that is known for good: the end shall be silence, no failed question for it
    [here, `ip link add eth0 type veth peer name eth0 netns ${there} address 02:00:00:00:00:02`],
    [here, `ip address add ${near}/24 dev eth0 && ${up}`],
    [there, `ip address add ${far}/24 dev eth0 && ${up}`],
    [here, `ip neighbour replace ${far} lladdr 02:00:00:00:00:02 dev eth0 nud permanent`],
  ];
  for (const [pid, line] of steps) if ((await on(pid, line)).code !== 0) return null;
  /** From now on whatever is sent there is lost without a word. */
  const switchOff = () => on(there, 'ip address flush dev eth0');
  return { address: far, here: through(here), there: through(there), switchOff };
}
