/** Logs of different programs in which one to three operations began and never ended, among many that did. */
import { clocks } from './clocks.ts';
import { dawn, hungOnes, madeLog, type MadeLog, type Making } from './log.ts';

export interface Shape {
  readonly name: string;
  /** 0 for the same log with nothing hung in it. */
  make(seed: number, hung: number): MadeLog;
}

const shape = (name: string, make: (making: Making, hung: number) => void, newline = '\n'): Shape => ({
  name,
  make: (seed, hung) => madeLog(seed, (making) => make(making, hung), newline),
});

/** Operations one after the other with some overlap, each by `tell`, which is told whether it ends. */
function operations(
  { chance: random }: Making,
  { count, apartMs, hung }: { readonly count: number; readonly apartMs: number; readonly hung: number },
  tell: (index: number, ms: number, isHung: boolean) => void,
): number {
  const open = hungOnes(random, count, hung);
  let ms = dawn;
  for (let index = 0; index < count; index++) {
    ms += random.lasting(apartMs);
    tell(index, ms, open.has(index));
  }
  return ms;
}

const four = (value: number): string => String(value).padStart(4, '0');

function fetcher(making: Making, hung: number, clock: (ms: number) => string): void {
  const { chance: random, line } = making;
  operations(making, { count: 210, apartMs: 800, hung }, (index, ms, isHung) => {
    const station = four(index + 1);
    line(ms, `${clock(ms)}INFO station_id=${station} start`, isHung ? station : undefined);
    if (isHung) return;
    const end = ms + random.lasting(5000);
    line(end, `${clock(end)}INFO station_id=${station} end ${random.between(900, 9000)} bytes`);
    if (index % 16 === 0) line(end + 5, `${clock(end + 5)}INFO ${index} of 210 done so far`);
  });
}

const noises = [
  'cache refreshed',
  'config reloaded from disk',
  'pool size 12',
  'heartbeat ok',
  'gc pause 12ms',
] as const;

function noise(
  { chance: random, line }: Making,
  until: number,
  apartMs: number,
  write: (ms: number, text: string) => string,
): void {
  for (let ms: number = dawn; ms < until; ms += random.lasting(apartMs)) {
    line(ms, write(ms, `${random.pick(noises)} ${random.below(100)}`));
  }
}

const tables = [
  'customers',
  'orders',
  'invoices',
  'payments',
  'shipments',
  'returns',
  'products',
  'prices',
  'stock',
  'suppliers',
  'regions',
  'currencies',
  'audit',
  'sessions_archive',
  'accounts',
  'ledger',
  'budgets',
  'forecasts',
  'campaigns',
  'clicks',
  'visits',
  'leads',
  'contacts',
  'tickets',
  'surveys',
] as const;

export const hungShapes: readonly Shape[] = [
  shape('a fetcher of stations, Python logging', (making, hung) =>
    fetcher(making, hung, (ms) => `${clocks.python(ms)} `),
  ),
  shape('the same without any clock', (making, hung) => fetcher(making, hung, () => '')),
  shape('the same with the pid of each child', (making, hung) => {
    const { chance: random, line } = making;
    operations(making, { count: 210, apartMs: 900, hung }, (index, ms, isHung) => {
      const pid = 20_000 + index;
      const station = four(index + 1);
      line(ms, `${clocks.python(ms)} ${pid} INFO fetch ${station} start`, isHung ? station : undefined);
      const end = ms + random.lasting(4000);
      if (!isHung) line(end, `${clocks.python(end)} ${pid} INFO fetch ${station} end`);
    });
  }),
  shape('HTTP requests by uuid, many at once, some end in errors', (making, hung) => {
    const { chance: random, line } = making;
    const end = operations(making, { count: 4000, apartMs: 120, hung }, (_, ms, isHung) => {
      const id = random.uuid();
      line(
        ms,
        `${clocks.iso(ms)} INFO [http] request ${id} ${random.pick(['GET', 'POST'])} /api/v1/items/${random.below(500)} received`,
        isHung ? id : undefined,
      );
      if (random.next() < 0.3)
        line(ms + 3, `${clocks.iso(ms + 3)} DEBUG [db] query for ${id} took ${random.below(90)}ms`);
      if (isHung) return;
      const done = ms + random.lasting(700);
      if (random.next() < 0.04)
        line(done, `${clocks.iso(done)} ERROR [http] request ${id} failed: upstream reset`);
      else
        line(
          done,
          `${clocks.iso(done)} INFO [http] request ${id} completed status=200 bytes=${random.below(9000)}`,
        );
    });
    noise(making, end, 1500, (ms, text) => `${clocks.iso(ms)} INFO [core] ${text}`);
  }),
  shape('a task queue: received, then succeeded, raised or retried', (making, hung) => {
    const { chance: random, line } = making;
    operations(making, { count: 2500, apartMs: 400, hung }, (_, ms, isHung) => {
      const task = `app.tasks.${random.pick(['resize', 'mail', 'report', 'sync'])}[${random.uuid()}]`;
      const head = (at: number, level: string, who: string): string =>
        `[${clocks.python(at)}: ${level}/${who}]`;
      line(
        ms,
        `${head(ms, 'INFO', 'MainProcess')} Task ${task} received`,
        isHung ? task.slice(task.indexOf('[') + 1, -1) : undefined,
      );
      if (isHung) return;
      const worker = `ForkPoolWorker-${random.between(1, 8)}`;
      const end = ms + random.lasting(3000);
      const what = random.next();
      if (what < 0.05)
        line(end, `${head(end, 'ERROR', worker)} Task ${task} raised unexpected: ValueError('x')`);
      else
        line(
          end,
          `${head(end, 'INFO', worker)} Task ${task} succeeded in ${(random.next() * 9).toFixed(3)}s: None`,
        );
    });
  }),
  shape('threads of a pool and numbered jobs, Java', (making, hung) => {
    const { chance: random, line } = making;
    const end = operations(making, { count: 3000, apartMs: 300, hung }, (index, ms, isHung) => {
      const thread = `pool-1-thread-${random.between(1, 16)}`;
      const head = (at: number, level: string): string =>
        `${clocks.java(at)} ${level} [${thread}] com.example.jobs.JobRunner -`;
      line(
        ms,
        `${head(ms, 'INFO ')} Starting job ${7000 + index}`,
        isHung ? String(7000 + index) : undefined,
      );
      if (isHung) return;
      const done = ms + random.lasting(2000);
      if (random.next() < 0.04) {
        line(
          done,
          `${head(done, 'ERROR')} Job ${7000 + index} aborted\njava.lang.IllegalStateException: no\n\tat com.example.jobs.JobRunner.run(JobRunner.java:57)`,
        );
      } else line(done, `${head(done, 'INFO ')} Job ${7000 + index} finished, ${random.below(500)} rows`);
    });
    noise(making, end, 2000, (ms, text) => `${clocks.java(ms)} INFO  [main] com.example.Main - ${text}`);
  }),
  shape('tables by name, night after night', (making, hung) => {
    const { chance: random, line } = making;
    const stuckTables = [...hungOnes(random, tables.length, hung)];
    for (let night = 0; night < 60; night++) {
      let ms = dawn + night * 86_400_000;
      line(ms, `${clocks.seconds(ms)} INFO nightly run begins`);
      for (const [index, table] of tables.entries()) {
        ms += random.lasting(1000);
        const isHung = night === 59 && stuckTables.includes(index);
        line(ms, `${clocks.seconds(ms)} INFO loading table ${table}`, isHung ? table : undefined);
        if (isHung) continue;
        ms += random.lasting(20_000);
        if (random.next() < 0.01)
          line(ms, `${clocks.seconds(ms)} ERROR loading table ${table} failed: deadlock detected`);
        else line(ms, `${clocks.seconds(ms)} INFO loaded table ${table}, ${random.below(100_000)} rows`);
      }
      if (night < 59 || hung === 0) line(ms + 900, `${clocks.seconds(ms + 900)} INFO nightly run finished`);
      else line(ms + 3_600_000, `${clocks.seconds(ms + 3_600_000)} INFO disk usage 71%`);
    }
  }),
  shape('a controller that reconciles objects, klog', (making, hung) => {
    const { chance: random, line } = making;
    operations(making, { count: 2500, apartMs: 500, hung }, (index, ms, isHung) => {
      const id = random.uuid();
      const name = `shop/web-${random.below(60)}`;
      line(
        ms,
        `${clocks.klog(ms)}       1 controller.go:114] "Reconciling" controller="deployment" object="${name}" reconcileID="${id}"`,
        isHung ? id : undefined,
      );
      if (isHung) return;
      const end = ms + random.lasting(900);
      if (random.next() < 0.04)
        line(
          end,
          `${clocks.klog(end).replace('I', 'E')}       1 controller.go:329] "Reconciler error" err="conflict" controller="deployment" object="${name}" reconcileID="${id}"`,
        );
      else
        line(
          end,
          `${clocks.klog(end)}       1 controller.go:203] "Reconcile successful" controller="deployment" object="${name}" reconcileID="${id}"`,
        );
      if (index % 9 === 0)
        line(
          end,
          `${clocks.klog(end)}       1 leaderelection.go:250] successfully renewed lease kube-system/shop`,
        );
    });
  }),
  shape('JSON lines, numbered jobs', (making, hung) => {
    const { chance: random, line } = making;
    operations(making, { count: 2000, apartMs: 600, hung }, (index, ms, isHung) => {
      const json = (at: number, level: number, more: object): string =>
        JSON.stringify({ level, time: Math.round(at), pid: 77, hostname: 'es04', ...more });
      line(
        ms,
        json(ms, 30, { jobId: 90_000 + index, queue: 'mail', msg: 'job started' }),
        isHung ? String(90_000 + index) : undefined,
      );
      if (isHung) return;
      const end = ms + random.lasting(1500);
      if (random.next() < 0.04)
        line(end, json(end, 50, { jobId: 90_000 + index, err: { message: 'ETIMEDOUT' }, msg: 'job failed' }));
      else line(end, json(end, 30, { jobId: 90_000 + index, ms: random.below(3000), msg: 'job done' }));
    });
  }),
  shape('the name of the thread is the only key', (making, hung) => {
    const { chance: random, line } = making;
    const free = Array.from({ length: 6 }, () => dawn);
    const stuck = hungOnes(random, 6, Math.min(hung, 2));
    const last = dawn + 1_500_000;
    for (let count = 0; count < 1500; count++) {
      const worker = free.indexOf(Math.min(...free));
      const ms = (free[worker] ?? 0) + random.lasting(200);
      if (ms > last + 1_000_000) continue;
      const head = (at: number): string => `${clocks.python(at)} INFO worker-${worker + 1}:`;
      const isHung = stuck.has(worker) && ms > last * 0.6 + dawn * 0.4;
      line(ms, `${head(ms)} start rendering`, isHung ? `worker-${worker + 1}` : undefined);
      const end = ms + random.lasting(3000);
      free[worker] = isHung ? Number.POSITIVE_INFINITY : end;
      if (!isHung) line(end, `${head(end)} finished rendering`);
    }
  }),
  shape('a dozen backups in all', (making, hung) => {
    const { chance: random, line } = making;
    operations(making, { count: 12, apartMs: 400_000, hung: Math.min(hung, 1) }, (index, ms, isHung) => {
      const host = `host${String(index + 1).padStart(2, '0')}`;
      line(ms, `${clocks.seconds(ms)} backup of ${host} started`, isHung ? host : undefined);
      const end = ms + random.lasting(200_000);
      if (!isHung) line(end, `${clocks.seconds(end)} backup of ${host} completed`);
    });
  }),
  shape('four steps each, hung in the third', (making, hung) => {
    const { chance: random, line } = making;
    operations(making, { count: 1200, apartMs: 900, hung }, (_, ms, isHung) => {
      const id = `doc-${random.hex(10)}`;
      let at = ms;
      const say = (text: string, key?: string): void => {
        line(at, `${clocks.python(at)} pipeline ${text}`, key);
        at += random.lasting(700);
      };
      say(`${id} accepted from inbox`, isHung ? id : undefined);
      say(`${id} parse begin`);
      say(`${id} parse end`);
      say(`${id} render begin`);
      if (isHung) return;
      say(`${id} render end`);
      say(`${id} delivered to outbox`);
    });
  }),
  shape('logfmt, names before values', (making, hung) => {
    const { chance: random, line } = making;
    operations(making, { count: 1800, apartMs: 500, hung }, (_, ms, isHung) => {
      const id = random.hex(16);
      line(
        ms,
        `ts=${clocks.iso(ms)} level=info msg="upload begin" upload_id=${id} size=${random.below(1e6)}`,
        isHung ? id : undefined,
      );
      const end = ms + random.lasting(2500);
      if (!isHung)
        line(
          end,
          `ts=${clocks.iso(end)} level=info msg="upload complete" upload_id=${id} duration=${random.below(4000)}ms`,
        );
    });
  }),
  shape('numbers of a few slots, used again and again', (making, hung) => {
    const { chance: random, line } = making;
    const free = Array.from({ length: 24 }, () => dawn);
    const stuck = hungOnes(random, 24, hung);
    for (let count = 0; count < 3000; count++) {
      const slot = free.indexOf(Math.min(...free));
      const ms = (free[slot] ?? 0) + random.lasting(400);
      const isHung = stuck.has(slot) && count > 1800;
      line(
        ms,
        `${clocks.seconds(ms)} transfer start slot=${slot + 100} file=/data/in/${random.hex(8)}.bin`,
        isHung ? String(slot + 100) : undefined,
      );
      const end = ms + random.lasting(9000);
      free[slot] = isHung ? Number.POSITIVE_INFINITY : end;
      if (!isHung) line(end, `${clocks.seconds(end)} transfer end slot=${slot + 100} ok`);
    }
  }),
  shape('a path at the beginning, its name at the end', (making, hung) => {
    const { chance: random, line } = making;
    operations(making, { count: 900, apartMs: 1200, hung }, (index, ms, isHung) => {
      const name = `batch-${index + 1000}.csv`;
      line(ms, `${clocks.go(ms)} downloading https://feeds.example/out/${name}`, isHung ? name : undefined);
      const end = ms + random.lasting(3000);
      if (!isHung) line(end, `${clocks.go(end)} stored ${name} (${random.below(9000)} kB)`);
    });
  }),
  shape('words of another language', (making, hung) => {
    const { chance: random, line } = making;
    operations(making, { count: 1500, apartMs: 700, hung }, (index, ms, isHung) => {
      line(
        ms,
        `${clocks.seconds(ms)} Заявка ${50_000 + index} принята в работу`,
        isHung ? String(50_000 + index) : undefined,
      );
      const end = ms + random.lasting(2500);
      if (!isHung) line(end, `${clocks.seconds(end)} Заявка ${50_000 + index} выполнена`);
    });
  }),
  shape('syslog with the pid of the daemon', (making, hung) => {
    const { chance: random, line } = making;
    const end = operations(making, { count: 800, apartMs: 4000, hung }, (_, ms, isHung) => {
      const id = `${random.hex(6)}${random.hex(5)}`.toUpperCase();
      line(
        ms,
        `${clocks.syslog(ms)} mx1 spooler[811]: ${id}: begin delivery to host ${random.below(90)}`,
        isHung ? id : undefined,
      );
      const done = ms + random.lasting(9000);
      if (!isHung) line(done, `${clocks.syslog(done)} mx1 spooler[811]: ${id}: delivered`);
    });
    noise(making, end, 9000, (ms, text) => `${clocks.syslog(ms)} mx1 systemd[1]: ${text}`);
  }),
  shape(
    'carriage returns, and ids after a sign',
    (making, hung) => {
      const { chance: random, line } = making;
      operations(making, { count: 1000, apartMs: 900, hung }, (index, ms, isHung) => {
        line(
          ms,
          `${clocks.seconds(ms)} INFO Import #${index + 300} opened by user${random.below(9)}`,
          isHung ? String(index + 300) : undefined,
        );
        const end = ms + random.lasting(4000);
        if (!isHung) line(end, `${clocks.seconds(end)} INFO Import #${index + 300} closed`);
      });
    },
    '\r\n',
  ),
  shape('tries: an attempt may fail and begin again', (making, hung) => {
    const { chance: random, line } = making;
    operations(making, { count: 900, apartMs: 1500, hung }, (index, ms, isHung) => {
      const id = `order-${index + 4000}`;
      let at = ms;
      for (let attempt = 1; attempt < 4; attempt++) {
        const isLast = isHung && attempt === 1;
        line(
          at,
          `${clocks.python(at)} WARNING shipping ${id} attempt ${attempt} started`,
          isLast ? id : undefined,
        );
        if (isLast) return;
        at += random.lasting(1500);
        if (attempt < 3 && random.next() < 0.1)
          line(at, `${clocks.python(at)} WARNING shipping ${id} attempt ${attempt} failed, will retry`);
        else {
          line(at, `${clocks.python(at)} INFO shipping ${id} done`);
          return;
        }
        at += random.lasting(500);
      }
    });
  }),
];
