/**
 * ss (iproute2, ss(8)): what sock_diag alone tells. `ss -x`: the other ends and the queues of unix sockets; `ss -ti`:
 * when TCP last sent and received. `-e` shows which directions are shut (`<->`) and who stands in a listener's queue.
 *
 *   u_str LISTEN 1      0            /run/app.sock 19317 * 0     <-> ino:2146510 dev:0/65024 peers: 19526
 *   u_str ESTAB  10     0            /run/app.sock 19305 * 19304 <->
 */

export const unixArgs = ['-xaenH'] as const;
/** Without `-O`, which ss learnt in 2019: the second line of a socket begins with a tab. */
export const tcpArgs = ['-tianH'] as const;

export interface SsUnixRow {
  readonly type: 'stream' | 'datagram' | 'seqpacket';
  readonly state: string;
  /** Bytes to be read; for a listener the connections in its queue. */
  readonly receiveQueue: number;
  /** Memory of what the other end has not read yet: more than its bytes. */
  readonly sendQueue: number;
  readonly path: string;
  readonly inode: number;
  /** 0: none, or one that nobody has accepted, or one that is closed (then `isShut`). */
  readonly peer: number;
  /** Both directions are shut: the other end is closed. */
  readonly isShut: boolean;
  /** Inodes of the sockets that stand in this listener's queue. */
  readonly pending: readonly number[];
  readonly text: string;
}

const types = { u_str: 'stream', u_dgr: 'datagram', u_seq: 'seqpacket' } as const;
/** The path is greedy: it may hold blanks, numbers and line ends; what follows it may not. */
const unixRow =
  /^(u_str|u_dgr|u_seq)\s+(\S+)\s+(\d+)\s+(\d+)\s+([^]*) (\d+)\s+\S+ (\d+)\s+([<-]-[>-])(?: [a-z]+:[^\n]*)?\s*$/;

/** A socket that is shown twice is shown by somebody's path that holds a line end: nothing is believed about it. */
export function parseUnix(text: string): readonly SsUnixRow[] {
  const rows = new Map<number, SsUnixRow | null>();
  for (const line of text.split(/\n(?=u_(?:str|dgr|seq)\s)/)) {
    const row = unixRowOf(line);
    if (row) rows.set(row.inode, rows.has(row.inode) ? null : row);
  }
  return [...rows.values()].flatMap((row) => row ?? []);
}

function unixRowOf(line: string): SsUnixRow | null {
  const [, type, state = '', receive, send, path = '', inode, peer, arrow] = unixRow.exec(line) ?? [];
  if (type !== 'u_str' && type !== 'u_dgr' && type !== 'u_seq') return null;
  const pending = / peers:((?: \d+)*)\s*$/.exec(line)?.[1] ?? '';
  return {
    type: types[type],
    state,
    receiveQueue: Number(receive),
    sendQueue: Number(send),
    path: path === '*' ? '' : path,
    inode: Number(inode),
    peer: Number(peer),
    isShut: arrow === '---',
    pending: pending
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
    text: line.trimEnd().replace(/\s{2,}/g, ' '),
  };
}

/**
 *   ESTAB      0      0               127.0.0.1:57520          127.0.0.1:55077
 *   	 bbr wscale:10,10 rto:204 … bytes_sent:100 bytes_acked:101 … lastsnd:332580 lastrcv:332580 lastack:332580 …
 */
export interface SsTcpRow {
  readonly local: string;
  readonly remote: string;
  readonly state: string;
  /** Since data was last sent, last received (from the start of the connection where none was yet); null before one. */
  readonly sentMs: number | null;
  readonly receivedMs: number | null;
  readonly sentBytes: number | null;
  readonly receivedBytes: number | null;
  /** What the peer acknowledged, the SYN of the side that connected counted as one byte. */
  readonly acknowledgedBytes: number | null;
  /** Segments in flight; bytes not yet sent, and bytes sent more than once. */
  readonly unacknowledged: number;
  readonly unsentBytes: number;
  readonly repeatedBytes: number;
  readonly text: string;
}

export function parseTcp(text: string): readonly SsTcpRow[] {
  return text.split(/\n(?=\S)/).flatMap((entry) => tcpRowOf(entry) ?? []);
}

function tcpRowOf(entry: string): SsTcpRow | null {
  const line = entry.trim().replace(/\s+/g, ' ');
  const [state = '', receive, , local = '', remote = ''] = line.split(' ', 5);
  if (!/^[A-Z0-9-]+$/.test(state) || !/^\d+$/.test(receive ?? '') || !remote.includes(':')) return null;
  // ss leaves out what is zero, so a missing number is 0 where tcp_info was there at all
  const isKnown = / (rto|cwnd):/.test(line) && state !== 'LISTEN' && state !== 'SYN-SENT';
  const number = (name: string): number => Number(new RegExp(` ${name}:(\\d+)`).exec(line)?.[1] ?? 0);
  // bytes_acked came with Linux 4.1, segs_in after it; bytes_sent with 4.19: before that only its absence is known
  const countsBytes = isKnown && line.includes(' segs_in:');
  const countsSent = countsBytes && (line.includes(' bytes_sent:') || !line.includes(' data_segs_out:'));
  return {
    local,
    remote,
    state,
    sentMs: isKnown ? number('lastsnd') : null,
    receivedMs: isKnown ? number('lastrcv') : null,
    sentBytes: countsSent ? number('bytes_sent') : null,
    receivedBytes: countsBytes ? number('bytes_received') : null,
    acknowledgedBytes: countsBytes ? number('bytes_acked') : null,
    unacknowledged: number('unacked'),
    unsentBytes: number('notsent'),
    repeatedBytes: number('bytes_retrans'),
    text: line,
  };
}
