/**
 * Unix sockets (unix(7)): /proc/PID/net/unix names them, sock_diag (`ss -x`) alone knows their other ends and queues.
 * A socket with a path in the file system may be connected from another network namespace.
 */
import { parseUnix as parseRows, unixPath, type UnixRow } from '../sources/proc/net-unix.ts';
import { parseUnix as parseSs, unixArgs, type SsUnixRow } from '../sources/tools/ss.ts';
import { valueOf, type View } from '../view/view.ts';
import type { Socket, Unseen } from './machine.ts';
import type { Network, Networks } from './network.ts';
import type { Side } from './tcp.ts';

interface Diagnosed {
  readonly byInode: ReadonlyMap<number, SsUnixRow>;
  /** The listener in whose queue a socket stands. */
  readonly listenerOf: ReadonlyMap<number, SsUnixRow>;
}

export function unixEnds(view: View, networks: Networks, note: (unseen: Unseen) => void) {
  const listed = new Map<Network, readonly UnixRow[]>();
  const diagnosed = new Map<Network, Promise<Diagnosed>>();

  const rowsOf = (network: Network): readonly UnixRow[] => {
    const rows = listed.get(network) ?? parseRows(valueOf(view.text(unixPath(network.pid))) ?? '');
    listed.set(network, rows);
    return rows;
  };
  const diag = (network: Network): Promise<Diagnosed> => {
    const known = diagnosed.get(network) ?? diagnose(network, note);
    diagnosed.set(network, known);
    return known;
  };
  /** First where it was found, then where a path could lead to. */
  const everywhere = (netns: string): readonly Network[] => {
    const own = networks.at(netns);
    return [...(own ? [own] : []), ...networks.others(netns)];
  };
  const rowWith = (netns: string, inode: number): { network: Network; row: UnixRow } | null => {
    for (const network of everywhere(netns)) {
      const row = rowsOf(network).find((one) => one.inode === inode);
      if (row) return { network, row };
    }
    return null;
  };

  /**
   * The name of the listener in whose queue a socket stands. One in another namespace is not in this one's `ss`, but
   * the connection is: it bears the listener's name, and has no inode. Two such names, and nothing tells which.
   */
  const queueOf = async (network: Network, row: UnixRow): Promise<string | null> => {
    const { byInode, listenerOf } = await diag(network);
    const listener = listenerOf.get(row.inode);
    const ss = byInode.get(row.inode);
    if (listener || !ss || row.state !== 'CONNECTED' || row.type === 'datagram' || ss.peer > 0 || ss.isShut)
      return listener?.path ?? null;
    const known = new Set([...listenerOf.values()].map(({ path }) => path));
    const names = new Set(
      rowsOf(network)
        .filter(isEmbryo)
        .map(({ path }) => path)
        .filter((path) => !known.has(path)),
    );
    return names.size === 1 ? ([...names][0] ?? null) : null;
  };

  const socketIn = async (network: Network, row: UnixRow): Promise<Socket> => {
    const { byInode } = await diag(network);
    const ss = byInode.get(row.inode);
    const other = ss && ss.peer > 0 ? rowWith(network.netns, ss.peer) : null;
    const otherSs = other ? (await diag(other.network)).byInode.get(other.row.inode) : undefined;
    return {
      family: 'unix',
      inode: row.inode,
      netns: network.netns,
      local: row.path,
      remote: other?.row.path ?? (await queueOf(network, row)) ?? '',
      state: stateOf(row, ss),
      receiveQueue: ss?.receiveQueue ?? 0,
      sendQueue: unreadBy(row, ss, otherSs),
      ...(ss ? {} : { queuesUnknown: true as const }),
      text: ss?.text ?? row.text,
      source: ss ? 'ss -x' : unixPath(network.pid),
    };
  };

  const socket = async (network: Network, inode: number): Promise<Socket | null> => {
    const row = rowsOf(network).find((one) => one.inode === inode);
    return row ? socketIn(network, row) : null;
  };

  /** Not accepted yet: the other end exists, without an inode. Closed: there is none any more. */
  const peer = async (from: Socket): Promise<Socket | null> => {
    const network = networks.at(from.netns);
    if (!network) return null;
    const ss = (await diag(network)).byInode.get(from.inode);
    const row = rowsOf(network).find(({ inode }) => inode === from.inode);
    const queue = row ? await queueOf(network, row) : null;
    const waiting = rowsOf(network).find((one) => isEmbryo(one) && one.path === queue);
    if (waiting) return embryo(from, waiting, unixPath(network.pid));
    const other = ss && ss.peer > 0 ? rowWith(from.netns, ss.peer) : null;
    return other ? socketIn(other.network, other.row) : null;
  };

  const listening = (
    netns: string,
    path: string,
    isIt: (row: UnixRow) => boolean = (row) => row.state === 'LISTEN',
  ): Promise<readonly Socket[]> => {
    // an abstract name belongs to its namespace, a path to the file system
    const places = path.startsWith('@') ? everywhere(netns).slice(0, 1) : everywhere(netns);
    const found = places.flatMap((network) =>
      rowsOf(network)
        .filter((row) => isIt(row) && isSamePath(row.path, path))
        .map((row) => socketIn(network, row)),
    );
    return Promise.all(found);
  };

  const listeners = async (from: Socket): Promise<readonly Socket[]> => {
    if (from.state === 'LISTEN') return [from];
    const network = networks.at(from.netns);
    const own = network && rowsOf(network).find(({ inode }) => inode === from.inode);
    // a datagram goes to whoever is bound at its address, and needs no connection
    if (own?.type === 'datagram' && from.state === 'UNCONNECTED' && from.remote !== '')
      return listening(from.netns, from.remote, ({ type }) => type === 'datagram');
    const waitsAt = network ? (await diag(network)).listenerOf.get(from.inode) : undefined;
    const listener = waitsAt ? rowWith(from.netns, waitsAt.inode) : null;
    if (listener) return [await socketIn(listener.network, listener.row)];
    const there = from.remote === '' ? [] : await listening(from.netns, from.remote);
    return there.length > 0 || from.local === '' ? there : listening(from.netns, from.local);
  };

  const unaccepted = async (listener: Socket): Promise<number> => {
    if (listener.queuesUnknown !== true) return listener.receiveQueue;
    const rows = everywhere(listener.netns).flatMap(rowsOf);
    return rows.filter((row) => isEmbryo(row) && row.path === listener.local).length;
  };

  /** The accepted end bears the listener's path; a client rarely has one, the ends of a socketpair never. */
  const side = async (from: Socket): Promise<Side> => {
    if (from.state === 'LISTEN') return 'server';
    const other = await peer(from);
    const remote = other?.local ?? from.remote;
    if (from.local === '' && remote === '') return null;
    if (from.local === '') return 'client';
    if (other && remote === '') return 'server';
    if ((await listening(from.netns, from.local)).length > 0) return 'server';
    return remote !== '' && (await listening(from.netns, remote)).length > 0 ? 'client' : null;
  };

  return { socket, peer, listeners, unaccepted, side };
}

async function diagnose(network: Network, note: (unseen: Unseen) => void): Promise<Diagnosed> {
  const output = await network.ss(unixArgs);
  if (!output.ok) {
    const message = `ss -x did not answer (${output.message}): the other ends of unix sockets are not known`;
    note({ code: output.reason === 'denied' ? 'permission' : 'tool', pid: null, message });
  }
  const rows = parseSs(valueOf(output) ?? '');
  const listenerOf = new Map(rows.flatMap((row) => row.pending.map((inode) => [inode, row] as const)));
  return { byInode: new Map(rows.map((row) => [row.inode, row])), listenerOf };
}

/** A datagram socket that anybody has connected to is shown as connected itself: only a peer of its own says so. */
const stateOf = (row: UnixRow, ss: SsUnixRow | undefined): string =>
  row.type === 'datagram' && ss ? (ss.peer > 0 ? 'CONNECTED' : 'UNCONNECTED') : row.state;

/**
 * Bytes that the other end has not read. Send-Q counts the memory they take, and stands in where the other end is
 * not seen; a listener's Send-Q is the length of its queue. A datagram's receiver has other senders too.
 */
function unreadBy(row: UnixRow, ss: SsUnixRow | undefined, other: SsUnixRow | undefined): number {
  if (row.state === 'LISTEN') return 0;
  return (row.type === 'datagram' ? null : other?.receiveQueue) ?? ss?.sendQueue ?? 0;
}

/** A connection in a listener's queue: made, but without an inode until it is accepted. */
const isEmbryo = (row: UnixRow): boolean => row.inode === 0 && row.state === 'CONNECTING';

const embryo = (client: Socket, { text, path }: UnixRow, source: string): Socket => ({
  family: 'unix',
  inode: 0,
  netns: client.netns,
  local: path,
  remote: client.local,
  state: 'CONNECTING',
  receiveQueue: client.sendQueue,
  sendQueue: client.receiveQueue,
  text,
  source,
});

/** A listener is shown by the name it was bound with, which may be relative; so may the one that a client asks for. */
function isSamePath(bound: string, asked: string): boolean {
  if (bound === asked) return true;
  if (bound === '' || asked === '' || bound.startsWith('@') || asked.startsWith('@')) return false;
  const [one, other] = [bound, asked].map((path) => path.replace(/^(\.\/)+/, ''));
  if (one === undefined || other === undefined || (one.startsWith('/') && other.startsWith('/')))
    return false;
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`);
}
