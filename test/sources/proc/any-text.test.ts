/**
 * What comes out of /proc is partly written by programs that may be hostile, and may end anywhere: no parser throws,
 * whatever its text. Texts are made of real ones, cut and joined, and of nothing but chance.
 */
import { test } from 'node:test';
import fc from 'fast-check';
import { wordBytes } from '../../../src/sources/proc/auxv.ts';
import { parseCgroup } from '../../../src/sources/proc/cgroup.ts';
import { parseCmdline } from '../../../src/sources/proc/cmdline.ts';
import { accessOf, flagsOf, locksIn, numberOf } from '../../../src/sources/proc/fdinfo.ts';
import { parseIo } from '../../../src/sources/proc/io.ts';
import { parseLocks } from '../../../src/sources/proc/locks.ts';
import { parseMaps } from '../../../src/sources/proc/maps.ts';
import { parseMountinfo } from '../../../src/sources/proc/mountinfo.ts';
import { endpoint, endpointFromSs, partsOf } from '../../../src/sources/proc/net-address.ts';
import { parseInet } from '../../../src/sources/proc/net-inet.ts';
import { parseFibTrie, parseIfInet6 } from '../../../src/sources/proc/net-local.ts';
import { parseKernelSockets } from '../../../src/sources/proc/net-packet.ts';
import { parseUnix } from '../../../src/sources/proc/net-unix.ts';
import { parseExecStartMs } from '../../../src/sources/proc/sched.ts';
import { parseSchedstat } from '../../../src/sources/proc/schedstat.ts';
import { parseStack } from '../../../src/sources/proc/stack.ts';
import { parseStat } from '../../../src/sources/proc/stat.ts';
import { parseStatus } from '../../../src/sources/proc/status.ts';
import { parseSyscall } from '../../../src/sources/proc/syscall.ts';
import { parseUptime } from '../../../src/sources/proc/uptime.ts';
import { parseWchan } from '../../../src/sources/proc/wchan.ts';
import { parseTcp, parseUnix as parseSsUnix } from '../../../src/sources/tools/ss.ts';

const parsers: Readonly<Record<string, readonly [(text: string) => unknown, sample: string]>> = {
  stat: [parseStat, '2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 19 0 0 18446744073709551615'],
  status: [parseStatus, 'Name:\ta\nTgid:\t812\nUid:\t0\t0\t0\t0\nNSpid:\t812\t7\nVmRSS:\t    7336 kB\nSigPnd:\t0\nShdPnd:\t0\nSigBlk:\tf\nSigIgn:\t0\nSigCgt:\t0\n'],
  syscall: [parseSyscall, '7 0x7ffd1553a458 0x1 0xffffffffffffffff 0x0 0x0 0x0 0x7ffd1553a3f0 0x7fd28395f2ad\n'],
  wchan: [parseWchan, 'do_wait'],
  stack: [parseStack, '[<0>] do_wait+0x6a/0x110\n[<ffffffff810a1b2c>] nf_hook_slow+0x43/0xd0 [nf_tables]\n'],
  sched: [parseExecStartMs, 'a (1, #threads: 1)\nse.exec_start                                :       4334280.431439\n'],
  schedstat: [parseSchedstat, '1042337 88213 17\n'],
  cmdline: [parseCmdline, '/usr/sbin/sshd\0-D\0'],
  cgroup: [parseCgroup, '0::/system.slice/ssh.service\n4:cpu,cpuacct:/docker/3f1c\n'],
  io: [parseIo, 'rchar: 3\nwchar: 3\nsyscr: 6\nsyscw: 6\nread_bytes: 0\nwrite_bytes: 3\n'],
  auxv: [wordBytes, '!\0\0\0\0\0\0\0\0`'],
  uptime: [parseUptime, '4334.41 8257.77\n'],
  fdinfo: [(text) => [accessOf(flagsOf(text) ?? 0), numberOf(text, 'ino'), locksIn(text)], 'pos:\t0\nflags:\t02100001\nino:\t7\nlock:\t1: FLOCK  ADVISORY  WRITE 12096 fe:00:2146511 0 EOF\n'],
  locks: [parseLocks, '5: FLOCK  ADVISORY  WRITE 12096 fe:00:2146511 0 EOF\n5: -> FLOCK  ADVISORY  READ 12141 fe:00:2146511 0 EOF\n'],
  maps: [parseMaps, '7f246e599000-7f246e59a000 rw-s 00000000 00:01 1025                       /dev/zero (deleted)\n'],
  mountinfo: [parseMountinfo, '36 35 98:0 /mnt1 /mnt2\\040 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n'],
  address: [(text) => [endpoint(text), endpointFromSs(text), partsOf(text)], '[::ffff:127.0.0.1]%eth0:80'],
  inet: [parseInet, '    2: 0100007F:D725 0100007F:E0B0 01 00000000:00000064 00:00000000 00000000     0        0 19296 1 0000000024d2c0bc\n'],
  fibTrie: [parseFibTrie, '           |-- 127.0.0.1\n              /32 host LOCAL\n'],
  ifInet6: [parseIfInet6, 'fd000000000000000000000000000002 04 40 00 82     eth0\n'],
  netlink: [(text) => parseKernelSockets(text, 'netlink'), '00000000bc1948df 0   12096      00000001 0        0        0     2        0        19323\n'],
  packet: [(text) => parseKernelSockets(text, 'packet'), '00000000fa312229 3      3    0300   0     1 0      0      19324\n'],
  unix: [parseUnix, '000000001451937c: 00000003 00000000 00000000 0001 03 19305 /run/app.sock\n0000000026352cd5: 00000003 00000000 00000000 0001 02     0 /run/app.sock\n'],
  ssUnix: [parseSsUnix, 'u_str LISTEN 1      0            /run/app.sock 19317 * 0     <-> ino:2146510 dev:0/65024 peers: 19526\nu_str ESTAB  10     0            /run/app.sock 19305 * 19304 <->\n'],
  ssTcp: [parseTcp, 'ESTAB      0      0               127.0.0.1:57520          127.0.0.1:55077\n\t bbr rto:204 segs_in:1 bytes_sent:100 lastsnd:332580 lastrcv:332580\n'],
}; // prettier-ignore

/** A real text with parts of it taken out, put twice, or replaced by anything. */
const spoilt = (sample: string): fc.Arbitrary<string> => {
  const part = fc
    .tuple(fc.nat(sample.length), fc.nat(sample.length))
    .map(([one, other]) => sample.slice(Math.min(one, other), Math.max(one, other)));
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\n', '\0', ' ', ')', '\\', '-1', '\ufffd'),
  );
  return fc.array(fc.oneof(part, part, anything), { maxLength: 6 }).map((parts) => parts.join(''));
};

for (const [name, [parse, sample]] of Object.entries(parsers))
  test(`any text: ${name} does not throw, and takes no time over it`, () => {
    fc.assert(fc.property(spoilt(sample), (text) => void parse(text)), { interruptAfterTimeLimit: 5000 });
    const began = performance.now();
    for (const long of [sample.repeat(2000), sample + ' '.repeat(100_000), '\n'.repeat(100_000)]) parse(long);
    const seconds = (performance.now() - began) / 1000;
    if (seconds > 5) throw new Error(`${name} took ${seconds} s over long texts`);
  }); // prettier-ignore
