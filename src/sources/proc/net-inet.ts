/**
 * /proc/PID/net/tcp, tcp6, udp, udp6, raw, raw6: the sockets of the network namespace of that process
 * (Documentation/networking/proc_net_tcp.rst). Reading tcp takes the kernel 3 to 6 ms whatever it holds.
 *
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *    2: 0100007F:D725 0100007F:E0B0 01 00000000:00000064 00:00000000 00000000     0        0 19296 1 0000000024d2c0bc …
 */
import { endpoint } from './net-address.ts';

export interface InetRow {
  readonly local: string;
  readonly remote: string;
  readonly state: string;
  /** Bytes to be sent or acknowledged; bytes to be read, for a TCP listener the connections in its queue. */
  readonly sendQueue: number;
  readonly receiveQueue: number;
  /** 0: nobody has accepted it, or its process has closed it. */
  readonly inode: number;
  readonly text: string;
}

export const inetPath = (pid: number, table: InetTable): string => `/proc/${pid}/net/${table}`;

export type InetTable = 'tcp' | 'tcp6' | 'udp' | 'udp6' | 'raw' | 'raw6';

/** include/net/tcp_states.h, by number. */
const states = [
  '', 'ESTABLISHED', 'SYN_SENT', 'SYN_RECV', 'FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT', 'CLOSE', 'CLOSE_WAIT', 'LAST_ACK',
  'LISTEN', 'CLOSING', 'NEW_SYN_RECV',
]; // prettier-ignore

export const parseInet = (text: string): readonly InetRow[] =>
  text.split('\n').flatMap((line) => rowOf(line) ?? []);

function rowOf(line: string): InetRow | null {
  const [slot = '', local = '', remote = '', state = '', queues = '', , , , , inode = ''] = line
    .trim()
    .split(/\s+/, 10);
  if (!/^\d+:$/.test(slot) || !/^\d+$/.test(inode)) return null;
  const [here, there] = [endpoint(local), endpoint(remote)];
  const [send = '', receive = ''] = queues.split(':');
  if (here === null || there === null) return null;
  return {
    local: here,
    remote: there,
    state: states[Number.parseInt(state, 16)] ?? state,
    sendQueue: Number.parseInt(send, 16),
    receiveQueue: Number.parseInt(receive, 16),
    inode: Number(inode),
    text: line.trim(),
  };
}
