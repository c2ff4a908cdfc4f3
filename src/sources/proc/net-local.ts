/**
 * The addresses of a network namespace itself: /proc/PID/net/fib_trie for IPv4 (Documentation/networking/fib_trie.rst)
 * and if_inet6 for IPv6. A connection to one of them has its other end on this machine.
 *
 *         |-- 192.0.2.2
 *            /32 host LOCAL
 *
 *   fd000000000000000000000000000002 04 40 00 82     eth0
 */
import { addressOf } from './net-address.ts';

export const fibTriePath = (pid: number): string => `/proc/${pid}/net/fib_trie`;
export const ifInet6Path = (pid: number): string => `/proc/${pid}/net/if_inet6`;

export function parseFibTrie(text: string): ReadonlySet<string> {
  const addresses = new Set<string>();
  let leaf = '';
  for (const line of text.split('\n')) {
    leaf = /\|-- (\S+)$/.exec(line)?.[1] ?? leaf;
    if (/^\s+\/32 host LOCAL$/.test(line)) addresses.add(leaf);
  }
  return addresses;
}

export function parseIfInet6(text: string): ReadonlySet<string> {
  const addresses = new Set<string>();
  for (const line of text.split('\n')) {
    const bytes = /^([0-9a-f]{32}) /.exec(line)?.[1]?.match(/../g);
    if (bytes) addresses.add(addressOf(bytes.map((byte) => Number.parseInt(byte, 16))));
  }
  return addresses;
}
