/**
 * Where the silent server stands. As root: on a host of its own, a network namespace with one wire (veth(4)) to that
 * of the fetcher; nothing of this machine's own network is touched, and both end with the processes that hold them.
 * Otherwise: on this machine's loopback.
 */
import { readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { run, start } from './programs.mjs';

const near = '10.144.0.1';
const far = '10.144.0.2';

const ownNetwork = (pid) => {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return null;
  }
};

/** A namespace lives as long as a process in it. */
async function newHost() {
  const { pid } = start('unshare', ['--net', 'sleep', 'infinity']);
  for (let tries = 0; tries < 200; tries++) {
    if (pid === undefined || ownNetwork(pid) === null) return null;
    if (ownNetwork(pid) !== ownNetwork('self'))
      return { pid, through: ['nsenter', `--net=/proc/${pid}/ns/net`] };
    await pause(10);
  }
  return null;
}

const on = ({ through: [command, ...args] }, line) => run(command, [...args, 'sh', '-c', line]);

/** Two hosts and a wire, or null where this machine does not let us make them. */
export async function twoHosts() {
  if (process.getuid() !== 0) return null;
  const [here, there] = [await newHost(), await newHost()];
  if (here === null || there === null) return null;
  const up = 'ip link set lo up && ip link set eth0 up';
  const steps = [
    // a hardware address that is known for good: the end shall be silence, no failed question for it
    [here, `ip link add eth0 type veth peer name eth0 netns ${there.pid} address 02:00:00:00:00:02`],
    [here, `ip address add ${near}/24 dev eth0 && ${up}`],
    [there, `ip address add ${far}/24 dev eth0 && ${up}`],
    [here, `ip neighbour replace ${far} lladdr 02:00:00:00:00:02 dev eth0 nud permanent`],
  ];
  for (const [host, line] of steps) if ((await on(host, line)).code !== 0) return null;
  /** From now on whatever is sent there is lost without a word. */
  const switchOff = () => on(there, 'ip address flush dev eth0');
  return { address: far, here: here.through, there: there.through, switchOff };
}
