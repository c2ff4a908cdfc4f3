/** pthread_join(3): the word holds the tid of the thread that is joined (glibc 2.36, x86-64, Linux 6.18). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognise } from '../../src/waits/thread-join.ts';
import { inShort } from './on-stage.ts';
import { long, withWords, type ToldWords } from './told-words.ts';
import { told, type Told } from './told.ts';

const block = 0x7f7e9ae086c0n;
const word = '0x7f7e9ae08990';
const call = (operation: string, tid: string, timeout = '0x0'): string =>
  `202 ${word} ${operation} ${tid} ${timeout} 0x0 0xffffffff 0x7ffe9e51a0f0 0x7f7e9ae92b56`;
const joins: Told = { pid: 100, name: 'server', syscall: call('0x109', '0x65'), threads: [{ tid: 101 }] };
const controlBlock = { '0x7f7e9ae086d0': long(block), [word]: [101] };

const rows: readonly {
  situation: string;
  process: Told;
  words: ToldWords;
  want: { readonly enders: readonly string[]; readonly timeoutSeconds?: number } | null;
}[] = [
  {
    situation: 'a thread of its own',
    process: joins,
    words: controlBlock,
    want: { enders: ['100/101 exit'] },
  },
  {
    situation: 'as glibc did until 2.31: FUTEX_WAIT',
    process: { ...joins, syscall: call('0x0', '0x65') },
    words: controlBlock,
    want: { enders: ['100/101 exit'] },
  },
  {
    situation: 'for a minute at the most (pthread_timedjoin_np)',
    process: { ...joins, syscall: call('0x109', '0x65', '0x7f7e99e05ec0') },
    words: { ...controlBlock, '0x7f7e99e05ec0': long(1_767_225_660n) },
    want: { enders: ['100/101 exit', 'clock'], timeoutSeconds: 60 },
  },
  {
    situation: 'in a pid namespace: the word has the inner tid',
    process: {
      ...joins,
      syscall: call('0x109', '0x8'),
      status: ['NSpid:\t100\t7'],
      threads: [{ tid: 101, status: ['NSpid:\t101\t8'] }],
    },
    words: { ...controlBlock, [word]: [8] },
    want: { enders: ['100/101 exit'] },
  },
  {
    situation: 'that thread has ended meanwhile',
    process: joins,
    words: { ...controlBlock, [word]: [0] },
    want: null,
  },
  {
    situation: 'a number that is no thread of it',
    process: { ...joins, syscall: call('0x109', '0x66') },
    words: { ...controlBlock, [word]: [102] },
    want: null,
  },
  {
    situation: "a private word: the kernel's own wake-up is not private",
    process: { ...joins, syscall: call('0x189', '0x65') },
    words: controlBlock,
    want: null,
  },
  {
    situation: "a lock of somebody's own making, which keeps its owner's tid",
    process: joins,
    words: { [word]: [101] },
    want: null,
  },
];

for (const { situation, process, words, want } of rows) {
  test(`thread-join: ${situation}`, async () => {
    const machine = withWords(told([process]), { 100: words });
    const thread = machine.process(100)?.thread(100);
    assert.ok(thread);
    const wait = await recognise(thread, machine);
    if (want === null || wait === null) return assert.equal(wait, want);
    assert.deepEqual([wait.kind, wait.posture, wait.object], ['thread-join', 'open', 'thread 101 (server)']);
    assert.deepEqual(inShort(wait.enders), want.enders);
    assert.equal(wait.timeoutSeconds, want.timeoutSeconds ?? null);
    return undefined;
  });
}
