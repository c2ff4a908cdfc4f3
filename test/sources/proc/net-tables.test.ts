/** The socket tables under /proc/PID/net: rows of Linux 6.18, and that of the kernel's document on tcp. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseInet } from '../../../src/sources/proc/net-inet.ts';
import { parseFibTrie, parseIfInet6 } from '../../../src/sources/proc/net-local.ts';
import { parseKernelSockets } from '../../../src/sources/proc/net-packet.ts';
import { parseUnix } from '../../../src/sources/proc/net-unix.ts';

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     \n';
const inet = [
  {
    situation: 'a listener with one connection in its queue',
    text: '   1: 0100007F:B3B7 00000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 53917 2 00000000a072e1a2 100 0 0 10 0                     ',
    want: '127.0.0.1:46007 0.0.0.0:0 LISTEN 0 1 53917',
  },
  {
    situation: 'a connection that nobody has accepted has no inode',
    text: '   2: 0100007F:B3B7 0100007F:E3A8 01 00000000:00000000 00:00000000 00000000     0        0 0 1 0000000033647130 20 0 0 10 -1',
    want: '127.0.0.1:46007 127.0.0.1:58280 ESTABLISHED 0 0 0',
  },
  {
    situation: 'a hundred unread bytes',
    text: '   6: 0100007F:B3B7 0100007F:E398 01 00000000:00000064 00:00000000 00000000     0        0 53919 1 00000000c50bce72 20 4 30 10 -1',
    want: '127.0.0.1:46007 127.0.0.1:58264 ESTABLISHED 0 100 53919',
  },
  {
    situation: 'the row of proc_net_tcp.rst: unsent bytes, a running timer',
    text: '  46: 010310AC:9C4C 030310AC:1770 01 00000150:00000000 01:00000019 00000000  1000        0 54165785 4 cd1e6040 25 4 27 3 -1',
    want: '172.16.3.1:40012 172.16.3.3:6000 ESTABLISHED 336 0 54165785',
  },
  {
    situation: 'IPv4 over an IPv6 socket',
    text: '   1: 0000000000000000FFFF00000100007F:A537 0000000000000000FFFF00000100007F:E28A 01 00000000:00000000 00:00000000 00000000     0        0 0 1 00000000d3516752 20 0 0 10 -1',
    want: '127.0.0.1:42295 127.0.0.1:57994 ESTABLISHED 0 0 0',
  },
  {
    situation: 'UDP, bound: its slot may have four digits, its state is 07',
    text: ' 9944: 00000000:BAC2 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 53923 2 00000000922b9b92 0         ',
    want: '0.0.0.0:47810 0.0.0.0:0 CLOSE 0 0 53923',
  },
  { situation: 'a row cut off', text: '   2: 0100007F:B3B7 0100007F:E3A8 01 00000000:0000', want: null },
]; // prettier-ignore
for (const { situation, text, want } of inet)
  test(`inet: ${situation}`, () => {
    const told = parseInet(`${head}${text}\n`).map(
      ({ local, remote, state, sendQueue, receiveQueue, inode }) =>
        [local, remote, state, sendQueue, receiveQueue, inode].join(' '),
    );
    assert.deepEqual(told, want === null ? [] : [want]);
  });

const unixHead = 'Num       RefCount Protocol Flags    Type St Inode Path\n';
const unix = [
  { situation: 'accepted, at the server', text: '00000000413a7614: 00000003 00000000 00000000 0001 03 54869 /tmp/rs.sock', want: ['stream', 'CONNECTED', 54869, '/tmp/rs.sock'] },
  { situation: 'nobody has accepted it', text: '0000000043366674: 00000003 00000000 00000000 0001 02     0 /tmp/rs.sock', want: ['stream', 'CONNECTING', 0, '/tmp/rs.sock'] },
  { situation: 'a listener', text: '00000000ce0ac894: 00000002 00000000 00010000 0001 01 54866 /tmp/rs.sock', want: ['stream', 'LISTEN', 54866, '/tmp/rs.sock'] },
  { situation: 'a path with a blank and a line end that looks like a row', text: '000000001c4a306b: 00000002 00000000 00010000 0001 01 54870 /tmp/rs \n0000: x.sock', want: ['stream', 'LISTEN', 54870, '/tmp/rs \n0000: x.sock'] },
  { situation: 'an abstract name', text: '00000000ccdfdea8: 00000002 00000000 00000000 0002 01 54871 @abstract name', want: ['datagram', 'UNCONNECTED', 54871, '@abstract name'] },
  { situation: 'without a name', text: '00000000ccdfdea9: 00000003 00000000 00000000 0005 03 54872', want: ['seqpacket', 'CONNECTED', 54872, ''] },
] as const; // prettier-ignore
for (const { situation, text, want } of unix)
  test(`unix: ${situation}`, () => {
    const rows = parseUnix(`${unixHead}${text}\n${unix[1].text}\n`);
    assert.deepEqual(rows.map(({ type, state, inode, path }) => [type, state, inode, path]), [want, unix[1].want]);
  }); // prettier-ignore

test('netlink and packet: their own words, and unread bytes', () => {
  const netlink = 'sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n00000000a9383dcf 15  18058      00000001 768      0        0     2        0        54940   \n';
  const packet = 'sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n00000000fb2243e2 3      3    0003   2     1 512    0      54941 \n';
  const brief = (text: string, table: 'netlink' | 'packet') => parseKernelSockets(text, table).map(({ name, receiveQueue, inode }) => `${name}, ${receiveQueue}, ${inode}`);
  assert.deepEqual(brief(netlink, 'netlink'), ['protocol 15 groups 00000001, 768, 54940']);
  assert.deepEqual(brief(packet, 'packet'), ['protocol 0003 interface 2, 512, 54941']);
}); // prettier-ignore

test('fib_trie: the addresses of this host, and no networks or broadcasts', () => {
  const trie = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
        +-- 127.0.0.0/31 1 0 0
           |-- 127.0.0.0
              /8 host LOCAL
           |-- 127.0.0.1
              /32 host LOCAL
        |-- 127.255.255.255
           /32 link BROADCAST
     +-- 192.0.2.0/24 2 0 2
           |-- 192.0.2.0
              /24 link UNICAST
           |-- 192.0.2.2
              /32 host LOCAL
`;
  assert.deepEqual([...parseFibTrie(trie)], ['127.0.0.1', '192.0.2.2']);
});

test('if_inet6: addresses as they are written elsewhere', () => {
  const text = 'fd000000000000000000000000000002 04 40 00 82     eth0\n00000000000000000000000000000001 01 80 10 80       lo\nnonsense\n';
  assert.deepEqual([...parseIfInet6(text)], ['fd00::2', '::1']);
}); // prettier-ignore
