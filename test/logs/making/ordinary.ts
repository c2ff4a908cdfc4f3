/** Logs of programs that are well: nothing in them has begun and hangs, though much in them is open, or looks it. */
import { clocks } from './clocks.ts';
import { dawn, madeLog, type Making } from './log.ts';
import { hungShapes, type Shape } from './hung.ts';

const ordinaryLog = (name: string, make: (making: Making) => void): Shape => ({
  name,
  make: (seed) => madeLog(seed, make),
});

const hourMs = 3_600_000;

const own: readonly Shape[] = [
  ordinaryLog('sessions of users, some of which stay for days', ({ chance: random, line }) => {
    let ms = dawn;
    for (let index = 0; index < 1200; index++) {
      ms += random.lasting(20_000);
      const id = 5000 + index;
      line(
        ms,
        `${clocks.syslog(ms)} gate sshd[${id}]: pam_unix(sshd:session): session opened for user u${random.below(20)} by (uid=0)`,
      );
      if (random.next() < 0.01) continue;
      const end = ms + random.lasting(600_000);
      line(
        end,
        `${clocks.syslog(end)} gate sshd[${id}]: pam_unix(sshd:session): session closed for user u${random.below(20)}`,
      );
    }
  }),
  ordinaryLog('connections of a pool, most of them short', ({ chance: random, line }) => {
    let ms = dawn;
    for (let index = 0; index < 1500; index++) {
      ms += random.lasting(3000);
      line(
        ms,
        `${clocks.seconds(ms)} [conn${index + 10}] connection accepted from 10.0.0.${random.below(40)}:${random.between(1024, 65_000)}`,
      );
      if (index % 97 === 0) continue;
      const end = ms + random.lasting(4000);
      line(
        end,
        `${clocks.seconds(end)} [conn${index + 10}] end connection (${random.below(30)} connections now open)`,
      );
    }
  }),
  ordinaryLog('an access log', ({ chance: random, line }) => {
    let ms = dawn;
    for (let index = 0; index < 4000; index++) {
      ms += random.lasting(300);
      line(
        ms,
        `10.1.${random.below(9)}.${random.below(250)} - - [${clocks.access(ms)}] "${random.pick(['GET', 'GET', 'POST'])} /item/${random.below(3000)}?page=${random.below(9)} HTTP/1.1" ${random.pick([200, 200, 200, 304, 404])} ${random.below(90_000)} "-" "Mozilla/5.0"`,
      );
    }
  }),
  ordinaryLog('workers of a server, which are replaced now and then', ({ chance: random, line }) => {
    const workers = Array.from({ length: 8 }, (_, index) => 3000 + index);
    let next = 3100;
    let ms = dawn;
    line(ms, `[${clocks.seconds(ms)} +0000] [2999] [INFO] Listening at: http://0.0.0.0:8000 (2999)`);
    for (const worker of workers)
      line(ms + 5, `[${clocks.seconds(ms + 5)} +0000] [${worker}] [INFO] Booting worker with pid: ${worker}`);
    for (let index = 0; index < 900; index++) {
      ms += random.lasting(40_000);
      const at = random.below(8);
      line(
        ms,
        `[${clocks.seconds(ms)} +0000] [${workers[at] ?? 0}] [INFO] Worker exiting (pid: ${workers[at] ?? 0})`,
      );
      workers[at] = next++;
      line(
        ms + 900,
        `[${clocks.seconds(ms + 900)} +0000] [${workers[at] ?? 0}] [INFO] Booting worker with pid: ${workers[at] ?? 0}`,
      );
    }
    line(ms + 9 * hourMs, `[${clocks.seconds(ms + 9 * hourMs)} +0000] [2999] [INFO] Handling signal: usr1`);
  }),
  ordinaryLog('a daemon that was restarted every week and runs now', ({ chance: random, line }) => {
    for (let week = 0; week < 30; week++) {
      const ms = dawn + week * 168 * hourMs;
      const pid = 700 + week * 41;
      line(ms, `${clocks.seconds(ms)} daemon starting, pid ${pid}`);
      for (let index = 0; index < 40; index++) {
        const at = ms + random.below(160 * hourMs);
        line(at, `${clocks.seconds(at)} checked ${random.below(900)} entries, ${random.below(9)} stale`);
      }
      if (week < 29)
        line(ms + 167 * hourMs, `${clocks.seconds(ms + 167 * hourMs)} daemon stopped, pid ${pid}`);
    }
  }),
  ordinaryLog('mail: some is deferred, some waits in the queue', ({ chance: random, line }) => {
    let ms = dawn;
    for (let index = 0; index < 900; index++) {
      ms += random.lasting(15_000);
      const id = random.hex(10).toUpperCase();
      const head = (at: number, part: string): string =>
        `${clocks.syslog(at)} mx1 postfix/${part}[${random.between(900, 980)}]: ${id}:`;
      line(
        ms,
        `${head(ms, 'qmgr')} from=<a${random.below(90)}@example.org>, size=${random.below(90_000)}, nrcpt=1 (queue active)`,
      );
      const end = ms + random.lasting(4000);
      if (random.next() < 0.08) {
        line(
          end,
          `${head(end, 'smtp')} to=<b${random.below(90)}@example.net>, relay=none, delay=${random.below(90)}, status=deferred (connect timed out)`,
        );
        continue;
      }
      line(
        end,
        `${head(end, 'smtp')} to=<b${random.below(90)}@example.net>, relay=mx.example.net[192.0.2.9]:25, delay=${random.below(9)}, status=sent (250 ok)`,
      );
      line(end + 20, `${head(end + 20, 'qmgr')} removed`);
    }
  }),
  ordinaryLog('measurements, nothing but numbers', ({ chance: random, line }) => {
    for (let index = 0; index < 4000; index++) {
      const ms = dawn + index * 5000;
      line(
        ms,
        `${clocks.iso(ms)} sensor=${random.below(40)} temp=${random.between(15, 30)} rh=${random.between(20, 90)} seq=${index}`,
      );
    }
  }),
  ordinaryLog('states of orders, of which many are still under way', ({ chance: random, line }) => {
    for (let index = 0; index < 900; index++) {
      let ms = dawn + index * 20_000;
      for (const state of ['CREATED', 'PAID', 'PACKED', 'SHIPPED', 'DELIVERED']) {
        if (state === 'DELIVERED' && random.next() < 0.4) break;
        line(
          ms,
          `${clocks.java(ms)} INFO  [exec-${random.below(9)}] c.e.Orders - order ${20_000 + index} is now ${state}`,
        );
        ms += random.lasting(3_000_000);
      }
    }
  }),
  ordinaryLog('leases that are renewed', ({ chance: random, line }) => {
    for (let index = 0; index < 3000; index++) {
      const ms = dawn + index * 9000;
      const client = random.below(120);
      const address = `192.168.7.${client + 10}`;
      const mac = `52:54:00:aa:00:${client.toString(16).padStart(2, '0')}`;
      line(ms, `${clocks.syslog(ms)} gw dhcpd[388]: DHCPREQUEST for ${address} from ${mac} via eth1`);
      if (random.next() < 0.97)
        line(ms + 3, `${clocks.syslog(ms + 3)} gw dhcpd[388]: DHCPACK on ${address} to ${mac} via eth1`);
    }
  }),
  ordinaryLog('jobs that run as long as they please', ({ chance: random, line }) => {
    for (let index = 0; index < 600; index++) {
      const ms = dawn + index * 60_000;
      line(ms, `${clocks.python(ms)} INFO job ${index + 800} started`);
      const end = ms + random.lasting(200_000);
      if (end < dawn + 600 * 60_000) line(end, `${clocks.python(end)} INFO job ${index + 800} finished`);
    }
  }),
  ordinaryLog('cache keys, set and dropped at will', ({ chance: random, line }) => {
    for (let index = 0; index < 4000; index++) {
      const ms = dawn + index * 700;
      const key = `user:${random.below(400)}`;
      line(
        ms,
        `${clocks.go(ms)} cache ${random.pick(['hit', 'hit', 'miss', 'put', 'evict'])} key=${key} shard=${random.below(16)}`,
      );
    }
  }),
  ordinaryLog('a log without any clock, of a build', ({ chance: random, line }) => {
    for (let index = 0; index < 2500; index++) {
      const name = `src/${random.pick(['core', 'net', 'ui'])}/file_${random.below(700)}.c`;
      line(
        dawn + index,
        random.next() < 0.9
          ? `[${index}/2500] Compiling ${name}`
          : `warning: unused variable 'x${random.below(9)}' in ${name}`,
      );
    }
  }),
  ordinaryLog('tracebacks among the lines', ({ chance: random, line }) => {
    for (let index = 0; index < 1500; index++) {
      const ms = dawn + index * 2000;
      if (random.next() < 0.05) {
        line(
          ms,
          `${clocks.python(ms)} ERROR request ${random.below(1e6)} crashed\nTraceback (most recent call last):\n  File "/srv/app.py", line ${random.below(300)}, in handle\n    value = table[${random.below(99)}]\nKeyError: ${random.below(99)}`,
        );
      } else
        line(ms, `${clocks.python(ms)} INFO served /page/${random.below(90)} in ${random.below(900)} ms`);
    }
  }),
  ordinaryLog('locks taken and given back', ({ chance: random, line }) => {
    let ms = dawn;
    for (let index = 0; index < 3000; index++) {
      ms += random.lasting(300);
      const lock = random.between(100_000, 999_999);
      line(ms, `${clocks.java(ms)} DEBUG [t-${random.below(9)}] lock=${lock} acquired`);
      line(ms + random.lasting(20), `${clocks.java(ms)} DEBUG [t-${random.below(9)}] lock=${lock} released`);
    }
  }),
];

export const ordinary: readonly Shape[] = [
  ...own,
  ...hungShapes.map(({ name, make }): Shape => ({
    name: `${name} (nothing hangs)`,
    make: (seed) => make(seed, 0),
  })),
];
