/** Which address a call on a unix socket names: unix(7), sendto(2), `struct msghdr` of sendmsg(2). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectsTo, sendsTo } from '../../src/waits/unix-address.ts';
import { told } from './told.ts';

const end = '0x7ffd38873768 0x7fefafd1e2d5';
const at = '0x7f12345000';
/** AF_UNIX, 1. */
const family = '\x01\0';
const path = `${family}/run/log\0`;
/** An abstract name that the program gave with all its padding. */
const padded = `${family}\0zoo\0\0`;
/** `{ msg_name, (4 bytes of padding) msg_namelen }` with the name at 0x7f12345000, 11 bytes of it. */
const header = '\0\x50\x34\x12\x7f\0\0\0\x0b\0\0\0';

const rows: readonly {
  situation: string;
  syscall: string;
  memory: Readonly<Record<string, string>>;
  sends?: string | null;
  connects?: string | null;
}[] = [
  {
    situation: 'sendto a path',
    syscall: `44 0x3 0x7f00 0x11 0x0 ${at} 0xb ${end}`,
    memory: { [at]: path },
    sends: '/run/log',
  },
  {
    situation: 'sendto without an address: to whom it is connected with',
    syscall: `44 0x3 0x7f00 0x11 0x0 0x0 0x0 ${end}`,
    memory: {},
    sends: null,
  },
  {
    situation: 'sendmsg names it in its header',
    syscall: `46 0x3 0x7f00 0x0 0x0 0x0 0x0 ${end}`,
    memory: { '0x7f00': header, [at]: path },
    sends: '/run/log',
  },
  {
    situation: 'all zeros of an abstract name belong to it',
    syscall: `42 0x3 ${at} 0x8 0x0 0x0 0x0 ${end}`,
    memory: { [at]: padded },
    connects: '@zoo@@',
  },
  {
    situation: 'an abstract name ends where the address does',
    syscall: `42 0x3 ${at} 0x6 0x0 0x0 0x0 ${end}`,
    memory: { [at]: padded.slice(0, 6) },
    connects: '@zoo',
  },
  {
    situation: 'memory that may not be read',
    syscall: `44 0x3 0x7f00 0x11 0x0 ${at} 0xb ${end}`,
    memory: {},
    sends: null,
  },
];

for (const { situation, syscall, memory, sends, connects } of rows) {
  test(`address: ${situation}`, () => {
    const machine = told([{ pid: 100, syscall, memory }]);
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread && thread.call.in === 'call');
    if (sends !== undefined) assert.equal(sendsTo(machine, thread), sends);
    if (connects !== undefined) assert.equal(connectsTo(machine, thread, thread.call.call), connects);
  });
}
