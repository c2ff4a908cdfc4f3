/** ss (iproute2 6.1): rows of a real machine, paths with blanks and line ends among them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTcp, parseUnix } from '../../../src/sources/tools/ss.ts';

const unix = `u_str ESTAB  0      0               /tmp/rs.sock 54869 * 54867 <-> ino:2146745 dev:0/65024             
u_str ESTAB  0      768                        * 54868 * 0     <->                                     
u_seq ESTAB  0      0                          * 54873 * 54872 <->                                     
u_str LISTEN 1      3               /tmp/rs.sock 54866 * 0     <-> ino:2146745 dev:0/65024 peers: 54868
u_str LISTEN 0      1      /tmp/rs 
0000: x.sock 54870 * 0     <-> ino:2146746 dev:0/65024 peers:      
u_dgr UNCONN 0      0             @abstract name 54871 * 0     <->                                     
u_str ESTAB  12     0                          * 54880 * 0     ---                                     
`;
const wanted = [
  'stream ESTAB 0 0 "/tmp/rs.sock" 54869→54867',
  'stream ESTAB 0 768 "" 54868→0',
  'seqpacket ESTAB 0 0 "" 54873→54872',
  'stream LISTEN 1 3 "/tmp/rs.sock" 54866→0 pending 54868',
  'stream LISTEN 0 1 "/tmp/rs \\n0000: x.sock" 54870→0',
  'datagram UNCONN 0 0 "@abstract name" 54871→0',
  'stream ESTAB 12 0 "" 54880→0 shut',
];
const brief = (text: string) =>
  parseUnix(text).map(({ type, state, receiveQueue, sendQueue, path, inode, peer, isShut, pending }) =>
    [`${type} ${state} ${receiveQueue} ${sendQueue} ${JSON.stringify(path)} ${inode}→${peer}`, ...(pending.length > 0 ? [`pending ${pending.join()}`] : []), ...(isShut ? ['shut'] : [])].join(' '),
  ); // prettier-ignore

test('ss -x: every row', () => assert.deepEqual(brief(unix), wanted));
const bound = (path: string): string =>
  `u_str LISTEN 0      1      ${path} 54999 * 0     <-> ino:1 dev:0/1 peers:\n`;
test('ss -x: a path that holds a whole row: nothing is believed about the socket that it lies about', () => {
  const told = brief(unix + bound('/tmp/x \nu_str ESTAB 0 0 * 54869 * 1 <->\nu_str '));
  assert.deepEqual(
    wanted.filter((row) => !told.includes(row)),
    ['stream ESTAB 0 0 "/tmp/rs.sock" 54869→54867'],
  );
  assert.ok(!told.some((row) => row.includes('54869')));
});
test('ss -x: a path that holds the beginning of a row: no row of it', () => {
  const told = brief(unix + bound('/tmp/x \nu_str ESTAB 0 0 * 54869 * 1 <->\n'));
  assert.deepEqual(told.slice(0, wanted.length), wanted);
});
test('ss -x: nothing', () => assert.deepEqual(brief(''), []));

const tcp = [
  {
    situation: 'a client that has asked and been acknowledged',
    text: 'ESTAB  0      0               127.0.0.1:58264          127.0.0.1:46007\n\t bbr wscale:10,10 rto:204 rtt:0.029/0.016 mss:32768 pmtu:65535 rcvmss:536 advmss:65483 cwnd:11 bytes_sent:100 bytes_acked:101 segs_out:3 segs_in:2 data_segs_out:1 bbr:(bw:29127109368bps,mrtt:0.009) send 99433931034bps lastsnd:1016 lastrcv:1015 lastack:1016 pacing_rate 233922295016bps delivered:2 app_limited rcv_space:65495 minrtt:0.009 snd_wnd:65536\n',
    want: { local: '127.0.0.1:58264', remote: '127.0.0.1:46007', state: 'ESTAB', sentMs: 1016, receivedMs: 1015, sentBytes: 100, receivedBytes: 0, acknowledgedBytes: 101, unacknowledged: 0, unsentBytes: 0, repeatedBytes: 0 },
  },
  {
    situation: 'its server, which has not read it',
    text: 'ESTAB  100    0               127.0.0.1:46007          127.0.0.1:58264\n\t bbr wscale:10,10 rto:200 rtt:0.02/0.01 ato:40 mss:32768 cwnd:10 bytes_received:100 segs_out:1 segs_in:3 data_segs_in:1 lastsnd:1016 lastrcv:1016 lastack:1016 delivered:1 app_limited\n',
    want: { local: '127.0.0.1:46007', remote: '127.0.0.1:58264', state: 'ESTAB', sentMs: 1016, receivedMs: 1016, sentBytes: 0, receivedBytes: 100, acknowledgedBytes: 0, unacknowledged: 0, unsentBytes: 0, repeatedBytes: 0 },
  },
  {
    situation: 'a listener has no times',
    text: 'LISTEN 1      2               127.0.0.1:46007            0.0.0.0:*    \n\t bbr cwnd:10 unacked:1                          \n',
    want: { local: '127.0.0.1:46007', remote: '0.0.0.0:*', state: 'LISTEN', sentMs: null, receivedMs: null, sentBytes: null, receivedBytes: null, acknowledgedBytes: null, unacknowledged: 1, unsentBytes: 0, repeatedBytes: 0 },
  },
  {
    situation: 'a kernel that counts segments but not sent bytes (before 4.19)',
    text: 'ESTAB 0 0 10.0.0.5:48822 211.52.1.3:80\n\t cubic wscale:7,7 rto:204 rtt:3.2/1.6 mss:1448 cwnd:10 bytes_acked:101 bytes_received:7 segs_out:3 segs_in:2 data_segs_out:1 lastsnd:9 lastrcv:8 lastack:9 notsent:5\n',
    want: { local: '10.0.0.5:48822', remote: '211.52.1.3:80', state: 'ESTAB', sentMs: 9, receivedMs: 8, sentBytes: null, receivedBytes: 7, acknowledgedBytes: 101, unacknowledged: 0, unsentBytes: 5, repeatedBytes: 0 },
  },
  {
    situation: 'a kernel that counts no bytes (before 4.1)',
    text: 'ESTAB 0 0 10.0.0.5:48822 211.52.1.3:80\n\t cubic wscale:7,7 rto:204 rtt:3.2/1.6 cwnd:10 lastsnd:9 lastrcv:8 lastack:9\n',
    want: { local: '10.0.0.5:48822', remote: '211.52.1.3:80', state: 'ESTAB', sentMs: 9, receivedMs: 8, sentBytes: null, receivedBytes: null, acknowledgedBytes: null, unacknowledged: 0, unsentBytes: 0, repeatedBytes: 0 },
  },
  {
    situation: 'no information about it at all',
    text: 'ESTAB 0 0 10.0.0.5:48822 211.52.1.3:80\n',
    want: { local: '10.0.0.5:48822', remote: '211.52.1.3:80', state: 'ESTAB', sentMs: null, receivedMs: null, sentBytes: null, receivedBytes: null, acknowledgedBytes: null, unacknowledged: 0, unsentBytes: 0, repeatedBytes: 0 },
  },
]; // prettier-ignore
for (const { situation, text, want } of tcp)
  test(`ss -ti: ${situation}`, () => {
    const [row, ...others] = parseTcp(text);
    assert.ok(row);
    const { text: kept, ...facts } = row;
    assert.deepEqual(facts, want);
    assert.ok(!/\s\s|\n/.test(kept));
    assert.equal(others.length, 0);
  });

test('ss -ti: several sockets', () =>
  assert.equal(parseTcp(tcp.map(({ text }) => text).join('')).length, tcp.length));
test('ss -ti: an error message is no socket', () => {
  assert.deepEqual(parseTcp('Cannot open netlink socket: Operation not permitted\n'), []);
});
