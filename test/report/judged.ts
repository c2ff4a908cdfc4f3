/** Reports out of graphs made by hand, judged for real, on a machine of which nothing else can be seen. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import assert from 'node:assert/strict';
import { toJSONSchema } from 'zod';
import { machineOf } from '../../src/machine/index.ts';
import { reportOf, type ReportInput } from '../../src/report/make/index.ts';
import type { Report } from '../../src/report/report.ts';
import { report as reportSchema } from '../../src/report/schema.ts';
import { judge } from '../../src/verdicts/index.ts';
import { recordedView } from '../../src/view/recorded.ts';
import { sketched, type Sketch } from '../graph/graphs.ts';

/** In Tokyo, on 21 December 2017 at 10:49:47.330. */
const takenAtMs = Date.UTC(2017, 11, 21, 1, 49, 47, 330);
const upSeconds = 1_000_000;

/** The start ticks of a process that is so old. */
export const ticksOfAge = (ageSeconds: number): number => Math.round((upSeconds - ageSeconds) * 100);

export interface Told extends Partial<Omit<ReportInput, 'machine' | 'graph' | 'judgement'>> {
  readonly matches?: readonly number[];
  readonly stuckAfterSeconds?: number;
  readonly sampleSeconds?: number;
}

export function told(
  sketches: readonly Sketch[],
  { matches, stuckAfterSeconds = 60, sampleSeconds = 0.3, ...more }: Told = {},
): Report {
  const machine = machineOf(
    recordedView({
      format: 'why-stuck recording',
      version: 1,
      toolVersion: '0.1.0',
      madeAt: '2017-12-21T01:49:47.330+00:00',
      kernel: '6.1.0',
      arch: 'x64',
      looks: [
        {
          clocks: {
            wallMs: takenAtMs,
            bootSeconds: upSeconds,
            monotonicSeconds: upSeconds,
            schedulerMs: null,
          },
          texts: { '/proc/sys/kernel/hostname': 'es04\n', '/proc/sys/kernel/osrelease': '6.1.0\n' },
          links: {},
          names: {},
          memory: {},
          times: {},
          runs: {},
        },
      ],
    }),
  );
  const graph = sketched(sketches, matches);
  return valid(
    reportOf({
      machine,
      graph,
      judgement: judge(graph, { stuckAfterSeconds, sampleSeconds }, new Map()),
      query: { patterns: ['fetcher'], pids: [] },
      takenAtMs,
      tookSeconds: 0.41,
      logs: [],
      findings: [],
      warnings: [],
      redact: (argv) => argv,
      restart: null,
      userName: (uid) => (uid === 0 ? 'root' : null),
      ...more,
    }),
  );
}

const isValid = new Ajv2020({ allErrors: true }).compile(
  toJSONSchema(reportSchema, { target: 'draft-2020-12' }),
);

/** Every report must have the published form, whatever a test is about. */
export function valid(report: Report): Report {
  const complaints = isValid(report)
    ? []
    : (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  assert.deepEqual(complaints, []);
  return report;
}

/** By its pid. */
export function processOf({ processes }: Report, pid: number): Report['processes'][number] {
  const process = processes.find((one) => one.pid === pid);
  assert.ok(process, `the report has no process ${pid}`);
  return process;
}
