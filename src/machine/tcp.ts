/**
 * Both ends of an Internet connection on this machine, its listener, and which side connected (tcp(7), udp(7)).
 * Sample: 127.0.0.1:57520 → 127.0.0.1:55077 is the other end of 127.0.0.1:55077 → 127.0.0.1:57520.
 */
import { endpointFromSs, isLoopback, isWildcard, partsOf } from '../sources/proc/net-address.ts';
import { parseTcp, tcpArgs, type SsTcpRow } from '../sources/tools/ss.ts';
import { valueOf, type View } from '../view/view.ts';
import type { Silence, Socket, Unseen } from './machine.ts';
import { endsOf, type Network, type Networks } from './network.ts';

export type Side = 'client' | 'server' | null;

export function inetEnds(view: View, networks: Networks, note: (unseen: Unseen) => void) {
  const rows = new Map<Network, Promise<ReadonlyMap<string, SsTcpRow>>>();

  /** The other end: in the same namespace, or across a veth pair in the one that has the address. */
  const peer = (socket: Socket): Socket | null => {
    const own = networks.at(socket.netns);
    const { host, port } = partsOf(socket.remote);
    if (!own || port === 0 || (socket.family !== 'tcp' && socket.family !== 'udp')) return null;
    const mirrored = endsOf({ local: socket.remote, remote: socket.local });
    const here = own.inet(socket.family).byEnds.get(mirrored);
    if (here) return here;
    if (socket.family === 'udp' && isLocal(own, host)) return openAt(own, 'udp', socket.remote)[0] ?? null;
    if (isLocal(own, host)) return null;
    for (const other of networks.others(socket.netns)) {
      if (!other.owns(host)) continue;
      const there = other.inet(socket.family).byEnds.get(mirrored);
      if (there) return there;
    }
    return null;
  };

  /** The namespace in which the remote address is; null when it is on another machine, or when several have it. */
  const home = (socket: Socket): Network | null => {
    const own = networks.at(socket.netns);
    const { host } = partsOf(socket.remote);
    if (own && isLocal(own, host)) return own;
    const owners = networks.others(socket.netns).filter((other) => other.owns(host));
    return owners.length === 1 ? (owners[0] ?? null) : null;
  };

  const listenersHere = (socket: Socket): readonly Socket[] => {
    const own = networks.at(socket.netns);
    return own ? openAt(own, 'tcp', socket.local) : [];
  };

  const listenersThere = (socket: Socket): readonly Socket[] => {
    const other = peer(socket);
    const there = other ? networks.at(other.netns) : home(socket);
    return there ? openAt(there, 'tcp', socket.remote) : [];
  };

  const row = async (socket: Socket): Promise<SsTcpRow | null> => {
    const network = networks.at(socket.netns);
    if (!network) return null;
    const known = rows.get(network) ?? tcpRows(network, note);
    rows.set(network, known);
    return (await known).get(endsOf(socket)) ?? null;
  };

  /** A listener's port is never given to a client, so the side that has the listener accepted. */
  const side = async (socket: Socket): Promise<Side> => {
    if (socket.family !== 'tcp') return sideByPorts(view, socket);
    if (socket.state === 'LISTEN' || socket.state.endsWith('SYN_RECV')) return 'server';
    if (socket.state === 'SYN_SENT') return 'client';
    const [here, there] = [listenersHere(socket).length > 0, listenersThere(socket).length > 0];
    if (here !== there) return here ? 'server' : 'client';
    return sideByBytes(await row(socket)) ?? sideByPorts(view, socket);
  };

  const listeners = async (socket: Socket): Promise<readonly Socket[]> => {
    if (socket.family !== 'tcp') return [];
    if (socket.state === 'LISTEN') return listenersHere(socket).filter(({ local }) => local === socket.local);
    const connected = await side(socket);
    if (connected === 'server') return listenersHere(socket);
    if (connected === 'client') return listenersThere(socket);
    const here = listenersHere(socket);
    return here.length > 0 ? here : listenersThere(socket);
  };

  const silence = async (socket: Socket): Promise<Silence | null> => {
    const found = socket.family === 'tcp' ? await row(socket) : null;
    if (!found) return null;
    const { receivedMs, sentMs, receivedBytes, sentBytes, text } = found;
    const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);
    return {
      receivedSeconds: seconds(receivedMs),
      sentSeconds: seconds(sentMs),
      receivedBytes,
      sentBytes,
      text,
    };
  };

  return { peer, listeners, side, silence };
}

const isLocal = (network: Network, host: string): boolean => isLoopback(host) || network.owns(host);

/** What is open at an address: at just this one, else at all of IPv4, else at all of IPv6, which takes IPv4 too. */
function openAt(network: Network, family: 'tcp' | 'udp', address: string): readonly Socket[] {
  const { host, port } = partsOf(address);
  const candidates = network.inet(family).open.map((socket) => ({ socket, at: partsOf(socket.local) }));
  const at = (wanted: string) =>
    candidates.filter((one) => one.at.port === port && one.at.host === wanted).map(({ socket }) => socket);
  const exact = at(host);
  if (exact.length > 0 || isWildcard(host)) return exact;
  const anyIpv4 = host.includes(':') ? [] : at('0.0.0.0');
  return anyIpv4.length > 0 ? anyIpv4 : at('::');
}

async function tcpRows(
  network: Network,
  note: (unseen: Unseen) => void,
): Promise<ReadonlyMap<string, SsTcpRow>> {
  const output = await network.ss(tcpArgs);
  if (!output.ok) {
    const message = `ss -ti did not answer (${output.message}): how long TCP connections are silent is not known`;
    note({ code: output.reason === 'denied' ? 'permission' : 'tool', pid: null, message });
  }
  const byEnds = new Map<string, SsTcpRow>();
  for (const found of parseTcp(valueOf(output) ?? '')) {
    byEnds.set(endsOf({ local: endpointFromSs(found.local), remote: endpointFromSs(found.remote) }), found);
  }
  return byEnds;
}

/**
 * The side that connected had its SYN acknowledged, which counts as one byte more than it sent; on the side that
 * accepted, the socket began after that. Only while nothing is in flight: acknowledged and sent differ then anyway.
 */
function sideByBytes(row: SsTcpRow | null): Side {
  if (!row || row.acknowledgedBytes === null || row.sentBytes === null) return null;
  if (!/^(ESTAB|CLOSE-WAIT)$/.test(row.state) || row.unacknowledged > 0) return null;
  const surplus = row.acknowledgedBytes - (row.sentBytes - row.repeatedBytes);
  return surplus === 1 ? 'client' : surplus === 0 ? 'server' : null;
}

/** A client's port is one that the kernel chose, a server's is not (ip_local_port_range in ip(7)). */
function sideByPorts(view: View, { local, remote }: Socket): Side {
  const range = valueOf(view.text('/proc/sys/net/ipv4/ip_local_port_range')) ?? '32768 60999';
  const [first = 0, last = 0] = range.trim().split(/\s+/).map(Number);
  const isChosen = (port: number) => port >= first && port <= last;
  const [here, there] = [partsOf(local).port, partsOf(remote).port];
  if (there === 0 || isChosen(here) === isChosen(there)) return null;
  return isChosen(here) ? 'client' : 'server';
}
