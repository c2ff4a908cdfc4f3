/**
 * Sockets, by the inode in `socket:[48123]`: the tables of the network namespace that the process lives in, then
 * those of the others, since a descriptor may have come from elsewhere (proc_pid_net(5), unix(7)).
 */
import { kernelSocketPath, parseKernelSockets, type KernelSocketTable } from '../sources/proc/net-packet.ts';
import { valueOf, type View } from '../view/view.ts';
import type { Machine, Socket, Unseen } from './machine.ts';
import { networksOf, type Network } from './network.ts';
import { inetEnds } from './tcp.ts';
import { unixEnds } from './unix.ts';

export type Sockets = Pick<
  Machine,
  'socket' | 'peer' | 'listeners' | 'unaccepted' | 'side' | 'silence' | 'couldNotSee'
>;

export function socketsOf(view: View, tasks: Pick<Machine, 'glances'>): Sockets {
  const unseen = new Map<string, Unseen>();
  const note = (one: Unseen) => void unseen.set(one.message, one);
  const networks = networksOf(view, tasks);
  const inet = inetEnds(view, networks, note);
  const unix = unixEnds(view, networks, note);

  /** The cheap tables first: each of tcp and tcp6 takes the kernel milliseconds. */
  const find = async (network: Network, inode: number): Promise<Socket | null> =>
    (await unix.socket(network, inode)) ??
    kernelSocket(view, network, 'netlink', inode) ??
    kernelSocket(view, network, 'packet', inode) ??
    network.inet('tcp').byInode.get(inode) ??
    network.inet('udp').byInode.get(inode) ??
    network.inet('raw').byInode.get(inode) ??
    null;

  const known = new Map<number, Promise<Socket | null>>();
  const search = async (pid: number, inode: number): Promise<Socket | null> => {
    const own = networks.of(pid);
    const here = await find(own, inode);
    if (here) return here;
    for (const other of networks.others(own.netns)) {
      const there = await find(other, inode);
      if (there) return there;
    }
    return null;
  };

  return {
    socket(pid, inode) {
      const reading = known.get(inode) ?? search(pid, inode);
      known.set(inode, reading);
      return reading;
    },
    peer: async (socket) => (socket.family === 'unix' ? unix.peer(socket) : inet.peer(socket)),
    listeners: (socket) => (socket.family === 'unix' ? unix.listeners(socket) : inet.listeners(socket)),
    unaccepted: async (listener) =>
      listener.state !== 'LISTEN'
        ? 0
        : listener.family === 'unix'
          ? unix.unaccepted(listener)
          : listener.receiveQueue,
    side: (socket) => (socket.family === 'unix' ? unix.side(socket) : inet.side(socket)),
    silence: (socket) => inet.silence(socket),
    couldNotSee: () => [...unseen.values()],
  };
}

function kernelSocket(view: View, network: Network, family: KernelSocketTable, inode: number): Socket | null {
  const source = kernelSocketPath(network.pid, family);
  const row = parseKernelSockets(valueOf(view.text(source)) ?? '', family).find((one) => one.inode === inode);
  if (!row) return null;
  const { name, receiveQueue, text } = row;
  const quiet = { remote: '', state: 'UNCONNECTED', sendQueue: 0 };
  return { family, inode, netns: network.netns, local: name, receiveQueue, text, source, ...quiet };
}
