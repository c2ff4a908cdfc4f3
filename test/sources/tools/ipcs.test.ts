/** `ipcs -s -i ID` of util-linux 2.38.1, in English and in German. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSemaphoreSet, semaphoreArgs } from '../../../src/sources/tools/ipcs.ts';

const english = `
Semaphore Array semid=0
uid=0\t gid=0\t cuid=0\t cgid=0
mode=0600, access_perms=0600
nsems = 3
otime = Fri Nov 27 08:08:19 2026  
ctime = Fri Nov 27 08:08:19 2026  
semnum     value      ncount     zcount     pid       
0          0          1          0          16179     
2          1          0          1          0         

`;

test('ipcs: the semaphores of a set', () => {
  assert.deepEqual(parseSemaphoreSet(english), [
    {
      number: 0,
      value: 0,
      waiting: 1,
      waitingForZero: 0,
      lastPid: 16179,
      text: '0          0          1          0          16179',
    },
    {
      number: 2,
      value: 1,
      waiting: 0,
      waitingForZero: 1,
      lastPid: 0,
      text: '2          1          0          1          0',
    },
  ]);
});

test('ipcs: titles may be in any language', () => {
  const german = english.replace(
    'semnum     value      ncount     zcount     pid',
    'SemNum     Wert       nAnzahl    zAnzahl    PID',
  );
  assert.deepEqual(parseSemaphoreSet(german), parseSemaphoreSet(english));
});

test('ipcs: a set that is gone has no lines', () => {
  assert.deepEqual(parseSemaphoreSet('ipcs: id 77 not found\n'), []);
});

test('ipcs: asks for one set', () => assert.deepEqual(semaphoreArgs(98304), ['-s', '-i', '98304']));
