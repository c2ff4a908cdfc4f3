/** Every usual way to write the time of a line, found without being told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectClock } from '../../../src/logs/timestamps/detect.ts';
import { readStamp, stamp } from '../../../src/logs/timestamps/read.ts';

interface Row {
  readonly situation: string;
  readonly text: string;
  /** The written date and time, with `Z` where a zone was written and is taken off; years that are not written are 2000. */
  readonly want: string;
  readonly format?: string;
}

const rows: readonly Row[] = [
  {
    situation: 'ISO 8601 with Z',
    text: '2017-12-18T03:29:47.230Z GET /',
    want: '2017-12-18T03:29:47.230Z',
    format: '%Y-%m-%dT%H:%M:%S.%f%z',
  },
  {
    situation: 'RFC 3339 with an offset',
    text: '2017-12-18T03:29:47.230918+09:00 up',
    want: '2017-12-17T18:29:47.230Z',
  },
  {
    situation: 'an offset without a colon',
    text: '2017-12-18T03:29:47+0900 up',
    want: '2017-12-17T18:29:47.000Z',
  },
  { situation: 'an offset of hours', text: '2017-12-18 03:29:47.1-05 up', want: '2017-12-18T08:29:47.100Z' },
  {
    situation: 'nine figures of a second',
    text: '2017-12-18T03:29:47.230918273Z stdout F hello',
    want: '2017-12-18T03:29:47.230Z',
  },
  {
    situation: 'Python logging',
    text: '2017-12-18 03:29:47,230 INFO start',
    want: '2017-12-18T03:29:47.230',
    format: '%Y-%m-%d %H:%M:%S,%f',
  },
  {
    situation: 'in brackets',
    text: '[2017-12-18 03:29:47] INFO start',
    want: '2017-12-18T03:29:47.000',
    format: '%Y-%m-%d %H:%M:%S',
  },
  {
    situation: 'log4j2 and its brackets',
    text: 'INFO  [2017-12-18 03:29:47,230] com.example.App: up',
    want: '2017-12-18T03:29:47.230',
  },
  {
    situation: 'colons before milliseconds',
    text: '2017-12-18 03:29:47:230 up',
    want: '2017-12-18T03:29:47.230',
  },
  { situation: 'an underscore', text: '2017-12-18_03:29:47 up', want: '2017-12-18T03:29:47.000' },
  {
    situation: 'PostgreSQL',
    text: '2017-12-18 03:29:47.230 CET [812] LOG:  checkpoint starting: time',
    want: '2017-12-18T02:29:47.230Z',
  },
  {
    situation: 'PostgreSQL in UTC',
    text: '2017-12-18 03:29:47.230 UTC [812] LOG:  checkpoint',
    want: '2017-12-18T03:29:47.230Z',
  },
  {
    situation: 'Rails',
    text: 'I, [2017-12-18T03:29:47.230918 #812]  INFO -- : Started GET "/"',
    want: '2017-12-18T03:29:47.230',
  },
  {
    situation: 'Ruby, a blank before the offset',
    text: '2017-12-18 03:29:47 +0900: Starting',
    want: '2017-12-17T18:29:47.000Z',
  },
  { situation: 'a blank before the hour', text: '2017-12-18  3:29:47 up', want: '2017-12-18T03:29:47.000' },
  { situation: 'no seconds', text: '2017-12-18 03:29 up', want: '2017-12-18T03:29:00.000' },
  { situation: 'DB2 and BlueGene', text: '2017-12-18-03.29.47.230918 E1', want: '2017-12-18T03:29:47.230' },
  {
    situation: 'nginx error log',
    text: '2017/12/18 03:29:47 [error] 812#0: *1 connect() failed',
    want: '2017-12-18T03:29:47.000',
    format: '%Y/%m/%d %H:%M:%S',
  },
  {
    situation: 'Go with microseconds',
    text: '2017/12/18 03:29:47.230918 main.go:12: up',
    want: '2017-12-18T03:29:47.230',
  },
  { situation: 'old Java, dots', text: '2017.12.18 03:29:47.230 up', want: '2017-12-18T03:29:47.230' },
  { situation: 'compact ISO', text: '20171218T032947.230Z up', want: '2017-12-18T03:29:47.230Z' },
  { situation: 'compact date', text: '20171218 03:29:47.230 up', want: '2017-12-18T03:29:47.230' },
  { situation: 'date and time of figures', text: '20171218-032947 up', want: '2017-12-18T03:29:47.000' },
  {
    situation: 'unpadded, with whole milliseconds',
    text: '20171224-1:2:35:57|Step_LSC|300',
    want: '2017-12-24T01:02:35.057',
  },
  {
    situation: 'access log',
    text: '10.0.0.1 - - [18/Dec/2017:03:29:47 +0900] "GET / HTTP/1.1" 200 612',
    want: '2017-12-17T18:29:47.000Z',
  },
  {
    situation: 'Redis',
    text: '812:M 18 Dec 2017 03:29:47.230 * Ready to accept connections',
    want: '2017-12-18T03:29:47.230',
  },
  { situation: 'Redis 2.8', text: '[812] 18 Dec 03:29:47.230 * DB loaded', want: '2000-12-18T03:29:47.230' },
  {
    situation: 'Tomcat',
    text: '18-Dec-2017 03:29:47.230 INFO [main] org.apache',
    want: '2017-12-18T03:29:47.230',
  },
  {
    situation: 'BIND with a year of two figures',
    text: '18-Dec-17 03:29:47.230 up',
    want: '2017-12-18T03:29:47.230',
  },
  {
    situation: 'Apache error log 2.2',
    text: '[Mon Dec 18 03:29:47 2017] [notice] caught SIGTERM',
    want: '2017-12-18T03:29:47.000',
    format: '%a %b %e %H:%M:%S %Y',
  },
  {
    situation: 'Apache error log 2.4',
    text: '[Mon Dec 18 03:29:47.230918 2017] [mpm_event:notice] [pid 812] AH00489',
    want: '2017-12-18T03:29:47.230',
  },
  {
    situation: 'ctime with a zone',
    text: 'Mon Dec 18 03:29:47 CET 2017: backup starts',
    want: '2017-12-18T02:29:47.000Z',
  },
  {
    situation: 'sssd, microseconds behind a colon',
    text: '(Mon Dec 18 03:29:47:230918 2017) [sssd] up',
    want: '2017-12-18T03:29:47.230',
  },
  { situation: 'a mail date', text: 'Mon, 18 Dec 2017 03:29:47 +0900 up', want: '2017-12-17T18:29:47.000Z' },
  {
    situation: 'syslog, RFC 3164',
    text: 'Dec 18 03:29:47 es04 fetcher[812]: start',
    want: '2000-12-18T03:29:47.000',
    format: '%b %e %H:%M:%S',
  },
  {
    situation: 'a day of one figure, padded',
    text: 'Dec  8 03:29:47 es04 fetcher: start',
    want: '2000-12-08T03:29:47.000',
  },
  {
    situation: 'a day of one figure, not padded',
    text: 'Dec 8 03:29:47 es04 fetcher: start',
    want: '2000-12-08T03:29:47.000',
  },
  {
    situation: 'the leap day without its year',
    text: 'Feb 29 03:29:47 es04 fetcher: start',
    want: '2000-02-29T03:29:47.000',
  },
  {
    situation: 'syslog, RFC 5424',
    text: '<165>1 2017-12-18T03:29:47.003Z es04 fetcher 812 ID47 - start',
    want: '2017-12-18T03:29:47.003Z',
  },
  {
    situation: 'Cisco',
    text: '*Dec 18 03:29:47.230: %SYS-5-CONFIG_I: Configured',
    want: '2000-12-18T03:29:47.230',
  },
  { situation: 'nextflow', text: 'Dec-18 03:29:47.230 [main] DEBUG', want: '2000-12-18T03:29:47.230' },
  { situation: 'the year between', text: '2017 Dec 18 03:29:47 up', want: '2017-12-18T03:29:47.000' },
  {
    situation: 'java.util.logging',
    text: 'Dec 18, 2017 3:29:47 PM org.example.App main',
    want: '2017-12-18T15:29:47.000',
  },
  {
    situation: 'twelve at night',
    text: 'Dec 18, 2017 12:29:47 AM org.example.App main',
    want: '2017-12-18T00:29:47.000',
  },
  { situation: 'American', text: '12/18/2017 03:29:47.230 up', want: '2017-12-18T03:29:47.230' },
  {
    situation: 'American with twelve hours',
    text: '12/18/2017 3:29:47.230 PM up',
    want: '2017-12-18T15:29:47.230',
  },
  {
    situation: 'WebSphere',
    text: '[12/18/17 3:29:47:230 CET] 0000000a ThreadMonitor W',
    want: '2017-12-18T02:29:47.230Z',
  },
  { situation: 'European', text: '18.12.2017 03:29:47 up', want: '2017-12-18T03:29:47.000' },
  { situation: 'European with dashes', text: '18-12-2017 03:29:47 up', want: '2017-12-18T03:29:47.000' },
  { situation: 'European with strokes', text: '18/12/2017 03:29:47 up', want: '2017-12-18T03:29:47.000' },
  {
    situation: 'Spark, the year first',
    text: '17/12/18 03:29:47 INFO executor.Executor: Running',
    want: '2017-12-18T03:29:47.000',
  },
  { situation: 'HDFS', text: '171218 032947 148 INFO dfs.DataNode', want: '2017-12-18T03:29:47.000' },
  {
    situation: 'old MySQL',
    text: '171218  3:29:47 [Note] /usr/sbin/mysqld: ready',
    want: '2017-12-18T03:29:47.000',
  },
  {
    situation: 'MySQL',
    text: '2017-12-18T03:29:47.230918Z 12 [Note] Aborted connection',
    want: '2017-12-18T03:29:47.230Z',
  },
  {
    situation: 'klog',
    text: 'I1218 03:29:47.230918       1 controller.go:114] "Reconciling"',
    want: '2000-12-18T03:29:47.230',
  },
  {
    situation: 'glog',
    text: 'W1218 03:29:47.230918 812 server.cc:57] slow',
    want: '2000-12-18T03:29:47.230',
  },
  {
    situation: 'Android',
    text: '12-18 03:29:47.230  1702  2395 D WindowManager: up',
    want: '2000-12-18T03:29:47.230',
  },
  { situation: 'Proxifier', text: '[12.18 03:29:47] chrome.exe - open', want: '2000-12-18T03:29:47.000' },
  {
    situation: 'seconds since 1970',
    text: '1513567787.230918 read(3, "x", 1) = 1',
    want: '2017-12-18T03:29:47.230Z',
  },
  { situation: 'milliseconds since 1970', text: '1513567787230 up', want: '2017-12-18T03:29:47.230Z' },
  { situation: 'microseconds since 1970', text: '1513567787230918 up', want: '2017-12-18T03:29:47.230Z' },
  { situation: 'nanoseconds since 1970', text: '1513567787230918273 up', want: '2017-12-18T03:29:47.230Z' },
  {
    situation: 'audit',
    text: 'type=SYSCALL msg=audit(1513567787.230:24287): arch=c000003e',
    want: '2017-12-18T03:29:47.230Z',
  },
  {
    situation: 'TAI64N',
    text: '@400000005a3736350dc38881 starting delivery 12',
    want: '2017-12-18T03:29:47.230Z',
  },
  { situation: 'the day of the year', text: '2017-352T03:29:47.230Z up', want: '2017-12-18T03:29:47.230Z' },
  {
    situation: 'JSON, ISO',
    text: '{"level":"info","@timestamp":"2017-12-18T03:29:47.230Z","msg":"up"}',
    want: '2017-12-18T03:29:47.230Z',
  },
  {
    situation: 'JSON, milliseconds',
    text: '{"level":30,"time":1513567787230,"pid":812,"msg":"up"}',
    want: '2017-12-18T03:29:47.230Z',
  },
  {
    situation: 'JSON, seconds with a fraction',
    text: '{"level":"info","ts":1513567787.2309,"msg":"up"}',
    want: '2017-12-18T03:29:47.230Z',
  },
  {
    situation: 'Docker, the time last',
    text: `{"log":"${'x'.repeat(300)}\\n","stream":"stdout","time":"2017-12-18T03:29:47.230918273Z"}`,
    want: '2017-12-18T03:29:47.230Z',
  },
  {
    situation: 'MongoDB',
    text: '{"t":{"$date":"2017-12-18T03:29:47.230+00:00"},"s":"I","c":"NETWORK","msg":"up"}',
    want: '2017-12-18T03:29:47.230Z',
  },
  {
    situation: 'logfmt',
    text: 'level=info ts=2017-12-18T03:29:47.230Z caller=main.go:12 msg=up',
    want: '2017-12-18T03:29:47.230Z',
  },
  {
    situation: 'behind a container’s name',
    text: 'web_1  | 2017-12-18 03:29:47,230 INFO up',
    want: '2017-12-18T03:29:47.230',
  },
  {
    situation: 'behind a colour',
    text: '\u001b[32m2017-12-18 03:29:47,230\u001b[0m INFO up',
    want: '2017-12-18T03:29:47.230',
  },
  { situation: 'only the time of day', text: '03:29:47,230 INFO up', want: '2000-01-01T03:29:47.230' },
  {
    situation: 'since the boot',
    text: '[12345.678901] usb 1-1: new device',
    want: '1970-01-01T03:25:45.678Z',
  },
];

const written = (text: string): string | null => {
  const bytes = Buffer.from(text);
  const clock = detectClock([{ bytes, from: 0, to: bytes.length, offset: 0 }], null);
  if (!clock || !readStamp(clock, bytes, 0, bytes.length)) return null;
  const ms = Number.isNaN(stamp.zone) ? stamp.ms : stamp.ms - stamp.zone * 60_000;
  const iso = new Date(Math.floor(ms + 1e-4)).toISOString();
  return Number.isNaN(stamp.zone) ? iso.slice(0, -1) : iso;
};

for (const { situation, text, want, format } of rows) {
  test(situation, () => {
    assert.equal(written(text), want);
    const bytes = Buffer.from(text);
    if (format !== undefined) {
      assert.equal(detectClock([{ bytes, from: 0, to: bytes.length, offset: 0 }], null)?.label, format);
    }
  });
}

const clockless: readonly { readonly situation: string; readonly text: string }[] = [
  { situation: 'a version', text: 'release 2024.1.2 is out' },
  { situation: 'an address', text: 'listening on 10.0.0.1:8080' },
  { situation: 'a month that is none', text: '2017-13-18T03:29:47 up' },
  { situation: 'a day that is none', text: '2017-02-30T03:29:47 up' },
  { situation: 'an hour that is none', text: '2017-12-18T25:29:47 up' },
  { situation: 'an id of ten figures that goes on', text: 'order 15135677871 shipped' },
  { situation: 'words', text: 'nothing here' },
];

for (const { situation, text } of clockless)
  test(`no clock: ${situation}`, () => assert.equal(written(text), null));
