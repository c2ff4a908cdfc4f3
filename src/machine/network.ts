/**
 * Network namespaces (network_namespaces(7)): the socket tables of each are read once, through some process that
 * lives in it, and only those that are asked for. Sample, readlink of /proc/812/ns/net: `net:[4026531840]`.
 */
import { inetPath, parseInet, type InetRow, type InetTable } from '../sources/proc/net-inet.ts';
import { fibTriePath, ifInet6Path, parseFibTrie, parseIfInet6 } from '../sources/proc/net-local.ts';
import { missing, valueOf, type Reading, type View } from '../view/view.ts';
import type { Machine, Socket } from './machine.ts';

export type InetFamily = 'tcp' | 'udp' | 'raw';

/** The Internet sockets of one family, IPv4 and IPv6 together. */
export interface InetSockets {
  readonly byInode: ReadonlyMap<number, Socket>;
  /** By `local remote`: the other end of a connection on this machine has them exchanged. */
  readonly byEnds: ReadonlyMap<string, Socket>;
  /** Listening, or for UDP: bound and not connected. */
  readonly open: readonly Socket[];
}

export interface Network {
  readonly netns: string;
  /** The process through which its tables are read. */
  readonly pid: number;
  inet(family: InetFamily): InetSockets;
  /** Whether an address is one of its own. */
  owns(host: string): boolean;
  /** `ss` inside of it. Only root may enter a namespace that is not the reader's own. */
  ss(args: readonly string[]): Promise<Reading<string>>;
}

export interface Networks {
  of(pid: number): Network;
  /** The network that a socket was found in. */
  at(netns: string): Network | null;
  /** All but this one, as far as processes live in them. */
  others(netns: string): readonly Network[];
}

export function networksOf(view: View, tasks: Pick<Machine, 'glances'>): Networks {
  const known = new Map<string, Network>();
  const idOf = (who: number | 'self'): string | null =>
    /^net:\[(\d+)\]$/.exec(valueOf(view.link(`/proc/${who}/ns/net`)) ?? '')?.[1] ?? null;
  const own = idOf('self');
  const named = (netns: string, pid: number): Network => {
    const network = known.get(netns) ?? networkOf(view, netns, pid, netns === own);
    known.set(netns, network);
    return network;
  };
  let isComplete = false;
  const all = (): readonly Network[] => {
    if (!isComplete) {
      for (const { pid, state, isKernel } of tasks.glances()) {
        const netns = isKernel || state === 'Z' ? null : idOf(pid);
        if (netns !== null) named(netns, pid);
      }
      isComplete = true;
    }
    return [...known.values()];
  };
  return {
    // whose namespace may not be seen is looked at through itself alone
    of: (pid) => named(idOf(pid) ?? `unknown, of ${pid}`, pid),
    at: (netns) => known.get(netns) ?? null,
    others: (netns) => all().filter((network) => network.netns !== netns),
  };
}

function networkOf(view: View, netns: string, pid: number, isOwn: boolean): Network {
  const tables = new Map<InetFamily, InetSockets>();
  let addresses: ReadonlySet<string> | null = null;
  return {
    netns,
    pid,
    inet(family) {
      const table = tables.get(family) ?? inetSockets(view, netns, pid, family);
      tables.set(family, table);
      return table;
    },
    owns(host) {
      addresses ??= new Set([
        ...parseFibTrie(valueOf(view.text(fibTriePath(pid))) ?? ''),
        ...parseIfInet6(valueOf(view.text(ifInet6Path(pid))) ?? ''),
      ]);
      return addresses.has(host);
    },
    async ss(args) {
      if (isOwn) return view.run('ss', args);
      if (!/^\d+$/.test(netns)) return missing('denied', `the network namespace of ${pid} may not be seen`);
      return view.run('nsenter', [`--net=/proc/${pid}/ns/net`, 'ss', ...args]);
    },
  };
}

function inetSockets(view: View, netns: string, pid: number, family: InetFamily): InetSockets {
  const byInode = new Map<number, Socket>();
  const byEnds = new Map<string, Socket>();
  const open: Socket[] = [];
  for (const table of [family, `${family}6`] as readonly InetTable[]) {
    const source = inetPath(pid, table);
    for (const row of parseInet(valueOf(view.text(source)) ?? '')) {
      const socket = socketOf(row, netns, family, source);
      if (socket.inode !== 0) byInode.set(socket.inode, socket);
      if (socket.state === 'LISTEN' || isUnconnected(socket)) open.push(socket);
      // a port may be in use again while its last connection is still remembered
      else if (socket.state !== 'TIME_WAIT' || !byEnds.has(endsOf(socket)))
        byEnds.set(endsOf(socket), socket);
    }
  }
  return { byInode, byEnds, open };
}

const socketOf = ({ text, ...row }: InetRow, netns: string, family: InetFamily, source: string): Socket => ({
  ...row,
  family,
  netns,
  text,
  source,
});

const isUnconnected = ({ remote }: Socket): boolean => remote.endsWith(':0');

export const endsOf = ({ local, remote }: Pick<Socket, 'local' | 'remote'>): string => `${local} ${remote}`;
