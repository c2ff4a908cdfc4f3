/** /proc/sysvipc as Linux 6.18 writes it, and the time after which a lease is broken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLeaseTime } from '../../../src/sources/proc/lease-break-time.ts';
import { parseMessages, parseSemaphores } from '../../../src/sources/proc/sysvipc.ts';

const semaphores = `       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime
      1234          0   600          3     0     0     0     0 1795766899 1795766890
-889275714          5   666          1  1000  1000     0     0          0 1795767272
`;

test('sysvipc: semaphore sets; a key is a signed number', () => {
  assert.deepEqual(
    parseSemaphores(semaphores).map(({ id, key, operatedAt, changedAt }) => ({
      id,
      key,
      operatedAt,
      changedAt,
    })),
    [
      { id: 0, key: 1234, operatedAt: 1795766899, changedAt: 1795766890 },
      { id: 5, key: -889275714, operatedAt: 0, changedAt: 1795767272 },
    ],
  );
});

test('sysvipc: a message queue, with its line', () => {
  const line =
    '0          0   600       16384         16 16184     7     0     0     0     0 1795766899 1795766898 1795766890';
  const header =
    '       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid      stime      rtime      ctime';
  assert.deepEqual(parseMessages(`${header}\n         ${line}\n`), [
    {
      id: 0,
      key: 0,
      bytes: 16384,
      messages: 16,
      lastSender: 16184,
      lastReceiver: 7,
      sentAt: 1795766899,
      receivedAt: 1795766898,
      text: line,
    },
  ]);
});

test('sysvipc: no set, no text, half a line', () => {
  assert.deepEqual(parseSemaphores(semaphores.split('\n')[0] ?? ''), []);
  assert.deepEqual(parseSemaphores(''), []);
  assert.deepEqual(parseSemaphores(semaphores.slice(0, 120)), []);
});

test('lease-break-time: seconds, or nothing', () => {
  assert.equal(parseLeaseTime('45\n'), 45);
  assert.equal(parseLeaseTime('0\n'), 0);
  assert.equal(parseLeaseTime(''), null);
});
