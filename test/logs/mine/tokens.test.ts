/** How a line is cut, and which lines have one shape. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addTokens, begin, tokens } from '../../../src/logs/mine/tokens.ts';

function cut(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  begin();
  addTokens(bytes, 0, bytes.length);
  return Array.from({ length: tokens.count }, (_, index) =>
    bytes.toString('utf8', tokens.starts[index], tokens.ends[index]),
  );
}

function signature(text: string): number {
  cut(text);
  return tokens.signature;
}

const rows: readonly {
  readonly situation: string;
  readonly text: string;
  readonly want: readonly string[];
}[] = [
  { situation: 'words and numbers', text: 'job 4711 started', want: ['job', '4711', 'started'] },
  {
    situation: 'names and values',
    text: 'station_id=0144 size=12',
    want: ['station_id', '0144', 'size', '12'],
  },
  {
    situation: 'brackets and quotes',
    text: '[worker-3] "took" (12) <a|b>',
    want: ['worker-3', 'took', '12', 'a', 'b'],
  },
  { situation: 'the end of a sentence', text: 'Done. Really? Yes!', want: ['Done', 'Really', 'Yes'] },
  { situation: 'points inside', text: 'com.example.App 10.0.0.1', want: ['com.example.App', '10.0.0.1'] },
  {
    situation: 'colons of times and of C++, not of names',
    text: 'at 10:30:01 std::string key:value key: 7',
    want: ['at', '10:30:01', 'std::string', 'key', 'value', 'key', '7'],
  },
  { situation: 'a sign before a number', text: 'Import #12 of @7', want: ['Import', '12', 'of', '@7'] },
  { situation: 'paths', text: 'GET /data/in/batch-7.csv?x=1', want: ['GET', '/data/in/batch-7.csv?x', '1'] },
  {
    situation: 'JSON',
    text: '{"jobId":90001,"msg":"job started"}',
    want: ['jobId', '90001', 'msg', 'job', 'started'],
  },
  { situation: 'scripts without blanks', text: '任务12完成', want: ['任务', '12', '完成'] },
  { situation: 'colours', text: '\u001b[32mINFO\u001b[0m up', want: ['INFO', 'up'] },
  { situation: 'nothing', text: ' \t=,;', want: [] },
];

for (const { situation, text, want } of rows) test(situation, () => assert.deepEqual(cut(text), want));

test('a shape is the line without its figures', () => {
  assert.equal(signature('job 4711 started'), signature('job a12 started'));
  assert.notEqual(signature('job 4711 started'), signature('job 4711 finished'));
  assert.notEqual(signature('job 4711 started'), signature('job 4711 started late'));
  assert.notEqual(signature('job 4711'), signature('4711 job'));
});

test('a line of a thousand tokens is cut short', () => assert.equal(cut('a '.repeat(1000)).length, 48));
