/** Advice from the stacks of programs that run, and hang. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { adviceFromFrames } from '../../src/report/stack-advice.ts';
import {
  eventually,
  isAtLeast,
  pythons,
  run,
  stacksOf,
  systemPython,
  type Running,
} from '../sources/python/pythons.ts';

interface Program {
  readonly what: string;
  readonly kind: string;
  /** From which minor version of Python 3 on; 0 is every one, 2.7 among them. */
  readonly since: number;
  readonly lines: readonly string[];
  readonly want: RegExp;
}

const url = "'http://127.0.0.1:%s/' % sys.argv[1]";

const programs: readonly Program[] = [
  {
    what: 'urlopen',
    kind: 'tcp-receive',
    since: 0,
    lines: [
      'try: from urllib.request import urlopen',
      'except ImportError: from urllib2 import urlopen',
      `urlopen(${url})`,
    ],
    want: /^urlopen /,
  },
  {
    what: 'subprocess.call',
    kind: 'child-exit',
    since: 0,
    lines: ['import subprocess', "subprocess.call(['sleep', '1000'])"],
    want: /^wait\(\) reads nothing/,
  },
  {
    what: 'check_output',
    kind: 'pipe-read',
    since: 0,
    lines: ['import subprocess', "subprocess.check_output(['sleep', '1000'])"],
    want: /^communicate\(\) waits/,
  },
  {
    what: 'smtplib',
    kind: 'tcp-receive',
    since: 0,
    lines: ['import smtplib', "smtplib.SMTP('127.0.0.1', int(sys.argv[1]))"],
    want: /^This client of the standard library/,
  },
  {
    what: 'HTTPConnection',
    kind: 'tcp-receive',
    since: 0,
    lines: [
      'try: from http.client import HTTPConnection',
      'except ImportError: from httplib import HTTPConnection',
      "c = HTTPConnection('127.0.0.1', int(sys.argv[1]))",
      "c.request('GET', '/')",
      'c.getresponse()',
    ],
    want: /^The HTTP connection/,
  },
  {
    what: 'a thread that is no daemon',
    kind: 'futex',
    since: 3,
    lines: ['import threading, time', 'threading.Thread(target=time.sleep, args=(1000,)).start()'],
    want: /^The program has ended/,
  },
  {
    what: 'Queue.join',
    kind: 'futex',
    since: 3,
    lines: ['import queue', 'q = queue.Queue()', 'q.put(1)', 'q.join()'],
    want: /task_done/,
  },
  {
    what: 'Pool.map with a worker that is killed',
    kind: 'futex',
    since: 3,
    lines: ['import multiprocessing, os', "multiprocessing.get_context('fork').Pool(1).map(os._exit, [0])"],
    want: /BrokenProcessPool/,
  },
  {
    what: 'items that nobody reads',
    kind: 'futex',
    since: 3,
    lines: ['import multiprocessing', 'q = multiprocessing.Queue()', "q.put('x' * 10000000)"],
    want: /cancel_join_thread/,
  },
];

describe('advice from the stack of a running program', () => {
  const chosen = pythons().filter(
    ({ path, version }) => path === systemPython || /^(?:2\.7|3\.6|3\.13)\./.test(version),
  );
  const started: Running[] = [];
  let silent: Server;
  before(async () => {
    silent = createServer();
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
  });
  after(() => {
    for (const running of started) running.end();
    silent.close();
  });

  for (const { what, kind, since, lines, want } of programs) {
    for (const installed of chosen.filter((one) => since === 0 || isAtLeast(one, since))) {
      it(`${what}, Python ${installed.version}`, async () => {
        const address = silent.address();
        assert.ok(typeof address === 'object' && address !== null);
        const running = run([installed.path], ['import sys', ...lines].join('\n'), [`${address.port}`]);
        started.push(running);
        const pid = running.child.pid ?? 0;
        await eventually(() => {
          const frames = stacksOf(pid).threads.get(pid) ?? [];
          const advice = adviceFromFrames(frames, kind);
          assert.match(advice.join('\n'), want, JSON.stringify(frames));
        });
      });
    }
  }
});
