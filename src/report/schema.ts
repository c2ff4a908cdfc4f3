/**
 * The published form of a report, version 1. Only the build and the tests load this file: programs import the types
 * (report.ts), so that no bundle holds a validator. `npm run build` writes schema/report.v1.schema.json from it.
 * The form may grow, but nothing in it may change its meaning or go away while the version is 1.
 */
import * as z from 'zod';
import { kinds } from '../waits/wait.ts';

const count = z.int().nonnegative();
const pid = z.int().positive();
const seconds = z.number().nonnegative();
/** 2017-12-18T03:29:47.230+09:00: with milliseconds and the offset of the zone, also for UTC. */
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
const kind = z.enum(kinds);

export const statuses = [
  'stuck',
  'suspect',
  'waiting',
  'idle',
  'running',
  'spinning',
  'zombie',
  'unknown',
] as const;

export const verdicts = ['stuck', 'suspect', 'ok', 'no-match'] as const;

export const findingKinds = [
  'duplicate-children',
  'shared-log-writers',
  'writes-rotated-log',
  'replaced-executable',
  'name-mismatch',
  'unreaped-children',
  'stale-pidfile',
  'memory-pressure',
  'fd-limit-near',
  'orphaned-worker',
] as const;

export const evidence = z.strictObject({ source: z.string(), text: z.string() });

export const blockedFor = z.strictObject({
  atLeast: seconds,
  atMost: seconds.nullable(),
  source: z.string(),
});

export const userFrame = z.strictObject({
  language: z.string(),
  function: z.string().nullable(),
  file: z.string().nullable(),
  line: count.nullable(),
  address: z.string().optional(),
  module: z.string().optional(),
});

export const thread = z.strictObject({
  tid: pid,
  name: z.string(),
  state: z.string().describe("the kernel's letter"),
  syscall: z
    .strictObject({ number: z.int(), name: z.string(), args: z.array(z.string()) })
    .nullable()
    .describe('null while it runs in user space, and where it could not be seen'),
  wchan: z.string().nullable(),
  kernelStack: z.array(z.string()).nullable().describe('innermost first'),
  userStack: z.array(userFrame).nullable().describe('innermost first'),
  wait: z
    .strictObject({
      kind,
      fd: count.nullable(),
      object: z.string().nullable(),
      timeoutSeconds: seconds.nullable(),
    })
    .nullable(),
});

export const process = z.strictObject({
  pid,
  ppid: count,
  pgid: count,
  sid: count,
  relation: z
    .enum(['match', 'descendant', 'ancestor', 'waker', 'waiter'])
    .describe('waker: somebody waits for it; waiter: it waits for one of the others'),
  name: z.string(),
  exe: z.string().nullable(),
  argv: z.array(z.string()).nullable(),
  cwd: z.string().nullable(),
  user: z.strictObject({ uid: count, name: z.string().nullable() }).nullable(),
  startedAt: time,
  ageSeconds: seconds,
  state: z.string().describe("the kernel's letter"),
  cpuSeconds: seconds,
  rssBytes: count,
  threadCount: count,
  unit: z.string().nullable().describe('the systemd unit, where the cgroup tells'),
  container: z.string().nullable().describe('the container, where the cgroup tells'),
  status: z.enum(statuses),
  role: z.enum(['culprit', 'victim']).nullable(),
  stuckBehind: pid.nullable().describe('for a victim: the process at the end of the chain'),
  blockedFor: blockedFor.nullable(),
  because: z.string().nullable(),
  evidence: z.array(evidence),
  threads: z.array(thread),
});

export const edge = z.strictObject({
  from: z.strictObject({ pid, tid: pid }),
  to: z.union([z.strictObject({ pid, tid: pid.optional() }), z.strictObject({ remote: z.string() })]),
  kind,
  certain: z.boolean().describe('whether that one alone can end the wait'),
  object: z.string(),
});

export const rootCause = z.strictObject({
  pid,
  tid: pid,
  kind,
  summary: z.string(),
  cycle: z.array(pid).nullable().describe('a deadlock: its processes in waiting order, each once'),
  cycleThreads: z
    .array(pid)
    .nullable()
    .describe('a deadlock within one process: its threads in waiting order'),
  victims: z.array(pid),
  advice: z.array(z.string()),
  signature: z
    .string()
    .regex(/^[0-9a-f]{12}$/)
    .describe('the same for the same hang on another day: made of its shape, without pids and times'),
  ends: z
    .strictObject({
      kill: z.array(pid).describe('whose end would end it'),
      resume: z.array(pid).describe('who would have to go on (SIGCONT)'),
      releases: count.describe('how many processes would get on'),
      text: z.string(),
    })
    .nullable()
    .describe('the smallest act that ends it, where there is one on this machine'),
});

export const finding = z.strictObject({
  kind: z.enum(findingKinds),
  pids: z.array(pid),
  summary: z.string(),
});

const logLine = z.strictObject({
  path: z.string().optional().describe('the generation of the log that holds it'),
  line: z.int().positive().nullable().describe('null where the file is too large to count so far'),
  offset: count.optional().describe('bytes before it'),
  at: time.nullable(),
  text: z.string(),
});

export const log = z.strictObject({
  path: z.string(),
  pids: z.array(pid),
  format: z.string().nullable().describe('of its time stamps, as in strftime(3)'),
  zone: z
    .strictObject({
      offset: z.string().describe('from UTC, at its last line'),
      from: z
        .enum(['written', 'confirmed', 'measured', 'guessed'])
        .describe(
          "it stands in the lines; the file's own time confirms the writer's zone, or tells another; a guess",
        ),
    })
    .nullable()
    .optional(),
  lastAt: time.nullable(),
  silentFor: seconds.nullable(),
  usualGap: z
    .strictObject({ p99Seconds: seconds, longestSeconds: seconds })
    .nullable()
    .optional()
    .describe('between its lines'),
  aroundStart: z.array(logLine),
  aroundBlock: z.array(logLine).optional().describe('where the process stopped running'),
  last: z.array(logLine).optional(),
  unfinished: z.array(
    z.strictObject({
      key: z.string(),
      path: logLine.shape.path,
      line: logLine.shape.line,
      offset: count.optional(),
      beganAt: time.nullable(),
      text: z.string(),
      pid: pid.nullable(),
      tiedBy: z
        .enum(['pid in the line', 'thread in the line', 'time of its start', 'time of its block'])
        .nullable()
        .optional()
        .describe('how it is known to be that process'),
      finished: count.optional().describe('others of its kind that ended'),
      medianSeconds: seconds.nullable().optional().describe('what they took'),
      longestSeconds: seconds.nullable().optional(),
      sentence: z.string().optional(),
    }),
  ),
  inFlight: count.optional().describe('begun, and open no longer than usual'),
  sentence: z.string().nullable().optional().describe('joins the log and the process'),
  notes: z.array(z.string()).optional().describe('what was not read, and how sure its times are'),
});

const restartOutcome = z.enum(['recovered', 'nothing-to-do', 'refused', 'failed']);

export const restart = z.strictObject({
  outcome: restartOutcome.describe('the worst of the targets'),
  targets: z.array(
    z.strictObject({
      pid,
      startTicks: count,
      via: z.enum(['systemd', 'service', 'supervisord', 'pm2', 'container', 'plain', 'command']),
      outcome: restartOutcome,
      newPid: pid.nullable(),
      newStartedAt: time.nullable(),
      reason: z.string().nullable(),
      steps: z.array(z.strictObject({ at: time, step: z.string(), ok: z.boolean(), detail: z.string() })),
    }),
  ),
});

export const warning = z.strictObject({ code: z.string(), pid: pid.nullable(), message: z.string() });

export const probe = z.strictObject({
  tool: z.string(),
  pid,
  tookSeconds: seconds,
  pausedSeconds: seconds.nullable().describe('as seen from outside; null where that shows nothing'),
  effect: z.string().describe('what it did to the process; "none" where it was not run'),
  summary: z.string(),
  text: z.string().describe('what the tool said'),
});

export const report = z.strictObject({
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.literal('why-stuck'), version: z.string() }),
  host: z.strictObject({ name: z.string(), kernel: z.string(), arch: z.string(), bootedAt: time }),
  takenAt: time,
  tookSeconds: seconds,
  query: z.strictObject({ patterns: z.array(z.string()), pids: z.array(pid) }),
  verdict: z.enum(verdicts).describe('the worst status found'),
  processes: z.array(process),
  edges: z.array(edge).describe('from waits for to'),
  rootCauses: z.array(rootCause),
  findings: z.array(finding),
  logs: z.array(log),
  restart: restart.nullable(),
  warnings: z.array(warning).describe('what could not be learned, and why'),
  probes: z.array(probe).optional().describe('deeper looks, where they were asked for'),
});
