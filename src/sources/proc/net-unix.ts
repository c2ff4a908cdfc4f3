/**
 * /proc/PID/net/unix: the unix sockets of a network namespace (proc_pid_net(5)). It tells neither queues nor peers,
 * those are known to sock_diag alone (`ss -x`); but it shows the connections that nobody has accepted: inode 0.
 *
 *   Num       RefCount Protocol Flags    Type St Inode Path
 *   000000001451937c: 00000003 00000000 00000000 0001 03 19305 /run/app.sock
 *   0000000026352cd5: 00000003 00000000 00000000 0001 02     0 /run/app.sock
 */

export interface UnixRow {
  readonly type: 'stream' | 'datagram' | 'seqpacket';
  readonly state: 'LISTEN' | 'UNCONNECTED' | 'CONNECTING' | 'CONNECTED' | 'DISCONNECTING';
  readonly inode: number;
  /** As bound; an abstract name begins with `@`; '' without one. It may hold anything, line ends too. */
  readonly path: string;
  readonly text: string;
}

export const unixPath = (pid: number): string => `/proc/${pid}/net/unix`;

const types = { '0001': 'stream', '0002': 'datagram', '0005': 'seqpacket' } as const;
/** `enum socket_state` in include/uapi/linux/net.h. */
const states = { '01': 'UNCONNECTED', '02': 'CONNECTING', '03': 'CONNECTED', '04': 'DISCONNECTING' } as const;
/** __SO_ACCEPTCON, the only flag that is ever shown. */
const listens = '00010000';

const row = /^[0-9a-f]{8,16}: [0-9A-F]{8} [0-9A-F]{8} ([0-9A-F]{8}) (\d{4}) (\d\d) +(\d+)(?: ([^]*))?$/i;
/** Where a row begins: a line end inside of a path begins none. */
const rowStart = /\n(?=[0-9a-f]{8,16}: [0-9A-F]{8} [0-9A-F]{8} [0-9A-F]{8} \d{4} )/i;

export function parseUnix(text: string): readonly UnixRow[] {
  return text
    .replace(/\n$/, '')
    .split(rowStart)
    .flatMap((line) => rowOf(line) ?? []);
}

function rowOf(text: string): UnixRow | null {
  const [, flags, type = '', state = '', inode, path = ''] = row.exec(text) ?? [];
  if (!isKey(types, type) || !isKey(states, state)) return null;
  return {
    type: types[type],
    state: flags === listens ? 'LISTEN' : states[state],
    inode: Number(inode),
    path,
    text,
  };
}

const isKey = <T extends object>(table: T, key: PropertyKey): key is keyof T => Object.hasOwn(table, key);
