/** Advice from stacks: rows of frames, as libraries lay out their files and name their functions. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adviceFromFrames } from '../../src/report/stack-advice.ts';
import type { UserFrame } from '../../src/sources/python/index.ts';

const python = (...rows: readonly (readonly [string, string, number?])[]): readonly UserFrame[] =>
  rows.map(([name, file, line = 1]) => ({ language: 'python', function: name, file, line }));

const other = (language: string, ...names: readonly string[]): readonly UserFrame[] =>
  names.map((name) => ({ language, function: name, file: null, line: null }));

const site = '/usr/lib/python3/dist-packages';
const standard = '/usr/lib/python3.11';
const fetch = ['fetch', '/srv/fetcher.py', 57] as const;

interface Row {
  readonly situation: string;
  readonly kind: string;
  readonly frames: readonly UserFrame[];
  /** null: it is silent. */
  readonly want: RegExp | null;
}

const rows: readonly Row[] = [
  {
    situation: 'requests, not the libraries beneath it; the place in the program',
    kind: 'tcp-receive',
    frames: python(
      ['readinto', `${standard}/socket.py`],
      ['getresponse', `${standard}/http/client.py`],
      ['urlopen', `${site}/urllib3/connectionpool.py`],
      ['send', `${site}/requests/adapters.py`],
      ['get', `${site}/requests/api.py`],
      fetch,
    ),
    want: /^requests .*timeout=\(5, 30\).* The call is in fetch \(\/srv\/fetcher\.py line 57\)\.$/,
  },
  {
    situation: "requests, but the wait is that of the program's own hook",
    kind: 'futex',
    frames: python(['hook', '/srv/fetcher.py'], ['send', `${site}/requests/sessions.py`], fetch),
    want: null,
  },
  {
    situation: 'a name server: no time limit of a library bounds it',
    kind: 'udp-receive',
    frames: python(
      ['getaddrinfo', `${standard}/socket.py`],
      ['create_connection', `${standard}/socket.py`],
      ['get', `${site}/requests/api.py`],
      fetch,
    ),
    want: /^It waits for a name server.*resolv\.conf/,
  },
  {
    situation: 'redis: an answer',
    kind: 'tcp-receive',
    frames: python(
      ['read_response', `${site}/redis/connection.py`],
      ['get', `${site}/redis/client.py`],
      fetch,
    ),
    want: /socket_timeout=5/,
  },
  {
    situation: 'redis: a blocking pop waits by trade',
    kind: 'tcp-receive',
    frames: python(
      ['read_response', `${site}/redis/connection.py`],
      ['blpop', `${site}/redis/client.py`],
      fetch,
    ),
    want: null,
  },
  {
    situation: 'pymysql',
    kind: 'tcp-receive',
    frames: python(
      ['_read_bytes', `${site}/pymysql/connections.py`],
      ['execute', `${site}/pymysql/cursors.py`],
      fetch,
    ),
    want: /read_timeout=30/,
  },
  {
    situation: 'psycopg 3',
    kind: 'tcp-receive',
    frames: python(
      ['wait', `${site}/psycopg/connection.py`],
      ['execute', `${site}/psycopg/cursor.py`],
      fetch,
    ),
    want: /statement_timeout/,
  },
  {
    situation: 'JDBC of PostgreSQL',
    kind: 'tcp-receive',
    frames: other(
      'java',
      'sun.nio.ch.NioSocketImpl.read',
      'org.postgresql.core.v3.QueryExecutorImpl.execute',
      'com.shop.Orders.load',
    ),
    want: /socketTimeout=30&connectTimeout=10.* The call is in com\.shop\.Orders\.load\.$/,
  },
  {
    situation: 'HttpURLConnection',
    kind: 'tcp-receive',
    frames: other(
      'java',
      'java.net.SocketInputStream.read',
      'sun.net.www.protocol.http.HttpURLConnection.getInputStream',
      'com.shop.Rates.get',
    ),
    want: /setReadTimeout/,
  },
  {
    situation: 'java.net.http waits in a future',
    kind: 'futex',
    frames: other(
      'java',
      'java.util.concurrent.CompletableFuture.get',
      'jdk.internal.net.http.HttpClientImpl.send',
      'com.shop.Rates.get',
    ),
    want: /HttpRequest\.Builder\.timeout/,
  },
  {
    situation: 'axios',
    kind: 'tcp-receive',
    frames: [
      {
        language: 'javascript',
        function: 'dispatchHttpRequest',
        file: '/srv/node_modules/axios/lib/adapters/http.js',
        line: 1,
      },
    ],
    want: /\{ timeout: 30000 \}/,
  },
  {
    situation: 'curl, from a program without source lines',
    kind: 'poll',
    frames: other('native', '__poll', 'curl_multi_poll', 'curl_easy_perform', 'main'),
    want: /CURLOPT_TIMEOUT/,
  },
  {
    situation: 'a pool whose worker was killed',
    kind: 'futex',
    frames: python(
      ['wait', `${standard}/threading.py`],
      ['wait', `${standard}/multiprocessing/pool.py`],
      ['get', `${standard}/multiprocessing/pool.py`],
      fetch,
    ),
    want: /BrokenProcessPool/,
  },
  {
    situation: 'a lock, and its function twice on the stack',
    kind: 'futex',
    frames: python(
      ['update', '/srv/job.py', 9],
      ['notify', '/srv/job.py', 20],
      ['update', '/srv/job.py', 11],
    ),
    want: /RLock/,
  },
  {
    situation: 'a lock, and its function once',
    kind: 'futex',
    frames: python(['update', '/srv/job.py', 9], ['notify', '/srv/job.py', 20]),
    want: null,
  },
  {
    situation: 'a lock of logging, in the child of a fork',
    kind: 'futex',
    frames: python(
      ['acquire', `${standard}/logging/__init__.py`],
      ['handle', `${standard}/logging/__init__.py`],
      ['work', '/srv/job.py'],
      ['_launch', `${standard}/multiprocessing/popen_fork.py`],
    ),
    want: /logging module.*fork\(\).*spawn/,
  },
  {
    situation: 'an item for the process itself: a queue in the child of a fork is no lock',
    kind: 'futex',
    frames: python(
      ['get', `${standard}/multiprocessing/queues.py`],
      ['work', '/srv/job.py'],
      ['_launch', `${standard}/multiprocessing/popen_fork.py`],
    ),
    want: null,
  },
  {
    situation: 'retries without an end',
    kind: 'sleep',
    frames: python(['sleep', `${site}/tenacity/nap.py`], ['__call__', `${site}/tenacity/__init__.py`], fetch),
    want: /stop_after_delay/,
  },
  { situation: 'a sleep of its own', kind: 'sleep', frames: python(fetch), want: null },
  {
    situation: 'a receive of its own: whose it is cannot be told',
    kind: 'tcp-receive',
    frames: python(fetch),
    want: null,
  },
  {
    situation: 'a kind of wait that has nothing to do with it',
    kind: 'disk-io',
    frames: python(['get', `${site}/requests/api.py`], fetch),
    want: null,
  },
  {
    situation: 'the terminal',
    kind: 'tty-read',
    frames: python(['ask', '/srv/setup.py', 3]),
    want: /<\/dev\/null.* ask \(/,
  },
  {
    situation: 'a breakpoint that was left',
    kind: 'tty-read',
    frames: python(['cmdloop', `${standard}/cmd.py`], ['interaction', `${standard}/pdb.py`], fetch),
    want: /PYTHONBREAKPOINT=0/,
  },
  {
    situation: 'node: a synchronous child',
    kind: 'poll',
    frames: [
      { language: 'javascript', function: 'spawnSync', file: 'node:internal/child_process', line: 1124 },
      { language: 'javascript', function: 'execSync', file: 'node:child_process', line: 900 },
      { language: 'javascript', function: 'build', file: '/srv/build.js', line: 12 },
    ],
    want: /asynchronous.* The call is in build \(\/srv\/build\.js line 12\)\.$/,
  },
];

describe('advice from a stack', () => {
  for (const { situation, kind, frames, want } of rows) {
    it(situation, () => {
      const advice = adviceFromFrames(frames, kind);
      if (want === null) assert.deepEqual(advice, []);
      else {
        assert.equal(advice.length, 1, advice.join('\n'));
        assert.match(advice[0] ?? '', want);
      }
    });
  }
});
