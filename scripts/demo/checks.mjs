/** What the report must say of the story, held against what is known because the story was made. */
import { readFileSync } from 'node:fs';

/** The line of the job in which it waits for ever; only Python's stacks are read. */
const lineOf = (program) =>
  readFileSync(program, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes('getresponse()')) + 1;

/** The kernel counts hundredths of a second; the child writes its first line when it gets a processor. */
const exactMs = 50;
const firstLineMs = 3000;

/** When the log says that a station began: `2017-12-18 03:29:47,230 INFO station_id=0144 start`. */
const beganMs = (log, station) =>
  Date.parse(
    /^(\S+ \S+) /
      .exec(
        readFileSync(log, 'utf8')
          .split('\n')
          .find((line) => line.includes(`${station} start`)) ?? '',
      )?.[1]
      .replace(',', '.') ?? '',
  );

const claim = (text, isTrue, told) => ({ claim: text, isTrue, told: JSON.stringify(told) });

export function checksOf({ code, json, parent, child, server, remote, log, station, program }) {
  const report = JSON.parse(json);
  const culprit = server ?? child;
  // on one machine somebody whose descriptors only root sees could hold the server's end as well, and answer
  const isSeen = server === null || process.getuid() === 0;
  const kind = server === null ? 'tcp-receive' : 'stopped';
  const cause = report.rootCauses.find(({ pid }) => pid === culprit);
  const hasEdge = (from, wanted) => report.edges.some((edge) => edge.from.pid === from && wanted(edge));
  const statusOf = (wanted) => report.processes.find(({ pid }) => pid === wanted)?.status;
  const startedAt = report.processes.find(({ pid }) => pid === child)?.startedAt;
  const lateMs = beganMs(log, station) - Date.parse(startedAt);
  const frames = report.processes.find(({ pid }) => pid === child)?.threads[0]?.userStack ?? [];
  const open = report.logs.flatMap(({ path, unfinished }) =>
    unfinished.map(({ key, pid }) => ({ path, key, pid })),
  );
  return [
    claim('something is stuck: exit code 1', code === 1 && report.verdict === 'stuck', [
      code,
      report.verdict,
    ]),
    claim(`the culprit is ${culprit}, and its wait is ${kind}`, cause?.kind === kind, report.rootCauses),
    claim(
      `the job ${parent} waits in child-exit for its child ${child}`,
      hasEdge(parent, ({ to, kind: wait }) => to.pid === child && wait === 'child-exit'),
      report.edges,
    ),
    claim(
      `the child ${child} waits in tcp-receive for ${remote ?? `the server ${server}`}`,
      hasEdge(
        child,
        ({ to, kind: wait }) =>
          wait === 'tcp-receive' && (remote === null ? to.pid === server : to.remote === remote),
      ),
      report.edges,
    ),
    ...(isSeen
      ? [
          claim(
            'both are called stuck',
            statusOf(parent) === 'stuck' && statusOf(child) === 'stuck',
            [parent, child].map(statusOf),
          ),
        ]
      : []),
    claim(
      `the child began when the log says that station ${station} did`,
      lateMs > -exactMs && lateMs < firstLineMs,
      startedAt,
    ),
    ...(program.endsWith('.py')
      ? [
          claim(
            `the child hangs in line ${lineOf(program)} of its source`,
            frames.some(({ file, line }) => file === program && line === lineOf(program)),
            frames,
          ),
        ]
      : []),
    ...(program.endsWith('.py') && server === null
      ? [
          claim(
            'the advice names the time-out that is missing there',
            cause?.advice.some((advice) => advice.includes('timeout=')) === true,
            cause,
          ),
        ]
      : []),
    claim(
      `in the log, station ${station} alone began and never ended`,
      open.length === 1 && open[0].path === log && open[0].key === station,
      open,
    ),
  ];
}
