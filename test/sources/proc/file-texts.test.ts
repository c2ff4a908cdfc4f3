/** Locks, descriptors, mappings and mounts: texts of Linux 6.18; the mount is that of the kernel's document. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessOf, flagsOf, locksIn, numberOf } from '../../../src/sources/proc/fdinfo.ts';
import { lockWords, parseLockLine, parseLocks } from '../../../src/sources/proc/locks.ts';
import { parseMaps } from '../../../src/sources/proc/maps.ts';
import { parseMountinfo } from '../../../src/sources/proc/mountinfo.ts';

/** A holder, who waits for it, and who stands behind that one; a record lock; an OFD lock; a lease that is being broken. */
const locks = `1: FLOCK  ADVISORY  WRITE 18310 fe:00:2147501 0 EOF
1: -> FLOCK  ADVISORY  WRITE 18312 fe:00:2147501 0 EOF
1:  -> FLOCK  ADVISORY  READ 18313 fe:00:2147501 0 EOF
2: POSIX  ADVISORY  WRITE 18058 fe:00:2146749 3 7
3: OFDLCK ADVISORY  WRITE -1 fe:00:2146748 0 9
4: LEASE  BREAKING  UNLCK 18310 fe:00:2147500 0 EOF
4: -> LEASE  BREAKER   WRITE 18311 <none>:0 0 EOF
5: LEASE  ACTIVE    READ 18310 fe:00:2147500 0 EOF
`;
const brief = parseLocks(locks).map(({ id, type, mode, access, pid, file, range, blockedBy }) =>
  [id, type, mode, access, pid, file, range, blockedBy].join(' '),
);
test('locks: every line, and whom it waits for', () => {
  assert.deepEqual(brief, [
    '1 FLOCK ADVISORY WRITE 18310 fe:00:2147501 0 EOF ',
    '1 FLOCK ADVISORY WRITE 18312 fe:00:2147501 0 EOF 1',
    '1 FLOCK ADVISORY READ 18313 fe:00:2147501 0 EOF 1',
    '2 POSIX ADVISORY WRITE 18058 fe:00:2146749 3 7 ',
    '3 OFDLCK ADVISORY WRITE -1 fe:00:2146748 0 9 ',
    '4 LEASE BREAKING UNLCK 18310 fe:00:2147500 0 EOF ',
    '4 LEASE BREAKER WRITE 18311 <none>:0 0 EOF 4',
    '5 LEASE ACTIVE READ 18310 fe:00:2147500 0 EOF ',
  ]);
});
for (const text of [
  '',
  '1: FLOCK',
  '1: FLOCK  ADVISORY  WRITE x fe:00:1 0 EOF',
  '1: NOSUCH ADVISORY  READ 1 fe:00:1 0 EOF',
])
  test(`locks: ${JSON.stringify(text)} is no lock`, () => assert.equal(parseLockLine(text), null));
test('locks: the same lock has the same words in /proc/locks and in fdinfo', () => {
  assert.equal(lockWords('5: POSIX  ADVISORY  WRITE 18058 fe:00:2146749 3 7'), lockWords('1: POSIX  ADVISORY  WRITE 18058 fe:00:2146749 3 7'));
}); // prettier-ignore

const file =
  'pos:\t0\nflags:\t02100001\nmnt_id:\t26\nino:\t2146747\nlock:\t1: FLOCK  ADVISORY  WRITE 18058 fe:00:2146747 0 EOF\n';
const event =
  'pos:\t0\nflags:\t02000002\nmnt_id:\t17\nino:\t1039\neventfd-count:                0\neventfd-id: 1\neventfd-semaphore: 0\n';
const master = 'pos:\t0\nflags:\t02100002\nmnt_id:\t23\nino:\t90\ntty-index:\t0\n';
const path = 'pos:\t0\nflags:\t012000000\nmnt_id:\t26\nino:\t260072\n';
const fdinfos = [
  { situation: 'open flags are octal', told: flagsOf(file), want: 0o2100001 },
  { situation: 'no flags', told: flagsOf('pos:\t0\n'), want: null },
  { situation: 'O_WRONLY', told: accessOf(flagsOf(file) ?? -1), want: 'w' },
  { situation: 'O_RDWR', told: accessOf(flagsOf(event) ?? -1), want: 'rw' },
  { situation: 'O_RDONLY', told: accessOf(0o2000000), want: 'r' },
  { situation: 'O_PATH lets nothing through', told: accessOf(flagsOf(path) ?? -1), want: null },
  { situation: 'access 3, for ioctl alone', told: accessOf(3), want: null },
  { situation: 'inode', told: numberOf(file, 'ino'), want: 2146747 },
  { situation: 'an eventfd', told: numberOf(event, 'eventfd-id'), want: 1 },
  { situation: 'a pty master', told: numberOf(master, 'tty-index'), want: 0 },
  { situation: 'an older kernel', told: numberOf('pos:\t0\nflags:\t02\n', 'ino'), want: null },
  { situation: 'its locks', told: locksIn(file).map(({ pid, type }) => `${type} ${pid}`).join(), want: 'FLOCK 18058' },
  { situation: 'no locks', told: locksIn(event).length, want: 0 },
]; // prettier-ignore
for (const { situation, told, want } of fdinfos) test(`fdinfo: ${situation}`, () => assert.equal(told, want));

const maps = `08ed9000-09070000 rw-p 00000000 00:00 0                                  [heap]
7f4229d85000-7f4229d86000 rw-s 00001000 fe:00 2146750                    /tmp/a\\012b\u0020
7f4229d86000-7f4229d87000 rw-s 00000000 00:01 1025                       /dev/zero (deleted)
7f4229d88000-7f4229d89000 rw-p 00000000 00:00 0\u0020
ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
nonsense
`;
test('maps: every row', () => {
  const anonymous = { permissions: 'rw-p', offset: 0n, device: '00:00', inode: 0, path: '', isShared: false };
  const shared = { permissions: 'rw-s', offset: 0n, isShared: true };
  assert.deepEqual(parseMaps(maps), [
    { ...anonymous, start: 0x08ed9000n, end: 0x09070000n, path: '[heap]' },
    { ...shared, start: 0x7f4229d85000n, end: 0x7f4229d86000n, offset: 0x1000n, device: 'fe:00', inode: 2146750, path: '/tmp/a\nb ' },
    { ...shared, start: 0x7f4229d86000n, end: 0x7f4229d87000n, device: '00:01', inode: 1025, path: '/dev/zero (deleted)' },
    { ...anonymous, start: 0x7f4229d88000n, end: 0x7f4229d89000n },
    { ...anonymous, start: 0xffffffffff600000n, end: 0xffffffffff601000n, permissions: '--xp', path: '[vsyscall]' },
  ]);
}); // prettier-ignore

const mounts = [
  {
    situation: 'the line of proc_pid_mountinfo(5)',
    text: '36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n',
    want: { id: 36, device: '98:0', root: '/mnt1', point: '/mnt2', type: 'ext3', source: '/dev/root', options: 'rw,noatime,rw,errors=continue' },
  },
  {
    situation: 'no optional fields',
    text: '21 26 0:20 / /proc rw,relatime - proc proc rw\n',
    want: { id: 21, device: '0:20', root: '/', point: '/proc', type: 'proc', source: 'proc', options: 'rw,relatime,rw' },
  },
  {
    situation: 'several optional fields, and a name with blank, dash, line end and backslash',
    text: '7 1 0:40 / /mnt/a\\040-\\040b\\012c\\134d rw shared:3 master:2 propagate_from:1 - nfs4 server:/export rw,hard\n',
    want: { id: 7, device: '0:40', root: '/', point: '/mnt/a - b\nc\\d', type: 'nfs4', source: 'server:/export', options: 'rw,rw,hard' },
  },
]; // prettier-ignore
for (const { situation, text, want } of mounts)
  test(`mountinfo: ${situation}`, () => assert.deepEqual(parseMountinfo(text), [want]));
test('mountinfo: what is no mount is left out', () =>
  assert.deepEqual(parseMountinfo('nonsense\n\n - \n'), []));
