/** The short texts about one process: cmdline, cgroup, io, auxv; and /proc/uptime. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wordBytes } from '../../../src/sources/proc/auxv.ts';
import { parseCgroup } from '../../../src/sources/proc/cgroup.ts';
import { parseCmdline } from '../../../src/sources/proc/cmdline.ts';
import { parseIo } from '../../../src/sources/proc/io.ts';
import { parseUptime } from '../../../src/sources/proc/uptime.ts';

const cmdlines = [
  { situation: 'arguments', text: '/usr/sbin/sshd\0-D\0', want: ['/usr/sbin/sshd', '-D'] },
  { situation: 'an empty argument in between', text: 'grep\0\0file\0', want: ['grep', '', 'file'] },
  { situation: 'an empty argument at the end', text: 'printf\0\0', want: ['printf', ''] },
  { situation: 'line ends and escape codes are arguments like others', text: 'sh\0-c\0a\nb\u001b[2J\0', want: ['sh', '-c', 'a\nb\u001b[2J'] },
  { situation: 'a title, with the rest of the old arguments blanked out', text: 'nginx: worker process\0\0\0\0', want: ['nginx: worker process'] },
  { situation: 'a title without an end', text: 'sshd: root [priv]', want: ['sshd: root [priv]'] },
  { situation: 'a kernel thread, or one that has exited', text: '', want: [] },
]; // prettier-ignore
for (const row of cmdlines)
  test(`cmdline: ${row.situation}`, () => assert.deepEqual(parseCmdline(row.text), row.want));

test('cmdline: two arguments or more come back as they were given', () => {
  const argument = fc.string().map((text) => text.replaceAll('\0', ''));
  fc.assert(
    fc.property(fc.string({ minLength: 1 }).map((text) => text.replaceAll('\0', 'x')), fc.array(argument, { minLength: 1 }), (first, others) => {
      const argv = [first, ...others];
      if (others.every((one) => one === '')) return; // NULs alone behind a title: not told from a title's
      assert.deepEqual(parseCmdline(argv.map((one) => `${one}\0`).join('')), argv);
    }),
  ); // prettier-ignore
});

const cgroups = [
  { situation: 'version 2', text: '0::/system.slice/ssh.service\n', want: { '': '/system.slice/ssh.service' } },
  {
    situation: 'version 1 beside it: several controllers on one line, and a hierarchy with none',
    text: '4:cpu,cpuacct:/docker/3f1c\n1:name=systemd:/system.slice/cron.service\n0::/\n',
    want: { cpu: '/docker/3f1c', cpuacct: '/docker/3f1c', 'name=systemd': '/system.slice/cron.service', '': '/' },
  },
  { situation: 'colons in a path', text: '0::/machine/a:b:c\n', want: { '': '/machine/a:b:c' } },
  { situation: 'outside of the reader\'s own root', text: '0::/../other\n', want: { '': '/../other' } },
  { situation: 'no cgroups', text: '', want: {} },
]; // prettier-ignore
for (const row of cgroups)
  test(`cgroup: ${row.situation}`, () =>
    assert.deepEqual(Object.fromEntries(parseCgroup(row.text)), row.want));

const io =
  'rchar: 323934931\nwchar: 323929600\nsyscr: 632687\nsyscw: 632675\nread_bytes: 4096\nwrite_bytes: 323932160\ncancelled_write_bytes: 12288\n';
for (const { situation, text, want } of [
  {
    situation: 'the sample of its manual',
    text: io,
    want: {
      rchar: 323934931,
      wchar: 323929600,
      syscr: 632687,
      syscw: 632675,
      readBytes: 4096,
      writeBytes: 323932160,
    },
  },
  {
    situation: 'the cancelled bytes are not the written ones',
    text: io.replace('write_bytes: 323932160\n', ''),
    want: null,
  },
  { situation: 'nothing: the owner alone may read it', text: '', want: null },
])
  // prettier-ignore
  test(`io: ${situation}`, () => assert.deepEqual(parseIo(text), want));

for (const { situation, text, want } of [
  { situation: 'AT_SYSINFO_EHDR of a 64-bit program', text: '!\0\0\0\0\0\0\0\0`\ufffd)B\x7f\0\0', want: 8 },
  {
    situation: 'AT_SYSINFO of a 32-bit program',
    text: ' \0\0\0p\ufffd\ufffd\ufffd!\0\0\0\0`\ufffd\ufffd',
    want: 4,
  },
  { situation: 'a kernel thread', text: '', want: null },
])
  // prettier-ignore
  test(`auxv: ${situation}`, () => assert.equal(wordBytes(text), want));

for (const { text, want } of [
  { text: '1050.27 1767.17\n', want: 1050.27 },
  { text: '0.00 0.00\n', want: 0 },
  { text: '', want: null },
])
  test(`uptime: ${JSON.stringify(text)}`, () => assert.equal(parseUptime(text), want));
