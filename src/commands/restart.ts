/** `--restart`: diagnosis, plan, question, one restart after the other, and the report with all of it. Loaded only then. */
import { machineOf } from '../machine/index.ts';
import type { Hands, Identity } from '../recover/hands.ts';
import { tooMany } from '../recover/guards.ts';
import type { Plan } from '../recover/plan.ts';
import { planLines } from '../recover/plan.ts';
import { prepare } from '../recover/prepare.ts';
import { restart, type Means, type Outcome, type Result } from '../recover/restart.ts';
import { hands as realHands } from '../recover/run.ts';
import type { Settings } from '../recover/settings.ts';
import type { SecondLook } from '../recover/verify.ts';
import { exitCodeOf } from '../report/exit-code.ts';
import { isoTime } from '../report/make/iso-time.ts';
import type { Report, Restart } from '../report/report.ts';
import { safe } from '../report/safe.ts';
import { captureInto } from './restart-capture.ts';
import { conditionOf, type Condition } from './restart-condition.ts';
import { lookLive, questionOf, type Live, type LookOptions } from './look.ts';
import { placesOf, settingsOf } from './restart-settings.ts';
import type { RestartOptions } from './restart-options.ts';
import { targetsOf, type Target } from './restart-targets.ts';
import { ask, say, whileTelling } from './talk.ts';

export interface Options extends LookOptions, RestartOptions {}

/** The report, what a person is told beside it, and the exit code. */
export interface Restarted {
  readonly report: Report;
  readonly told: readonly string[];
  readonly exitCode: number;
}

type TargetReport = Restart['targets'][number];

interface Chosen {
  readonly target: Target;
  readonly settings: Settings;
  readonly plan: Plan | string;
}

export async function restartThem(patterns: readonly string[], options: Options): Promise<Restarted> {
  const hands = realHands();
  const question = questionOf(patterns, options);
  const live = await whileTelling('looking', lookLive(question, options.procRoot));
  const condition = conditionOf(hands, options);
  const { wanted, others } = targetsOf(live.report, machineOf(live.view), condition);
  const chosen = await Promise.all(wanted.map((target) => planOf(hands, target, options)));
  const told = chosen.flatMap(({ plan, settings, target }) => [
    '',
    ...(typeof plan === 'string' ? [`${target.name} (${target.pid}): ${plan}`] : planLines(plan, settings)),
  ]);
  const outcome = await decide(chosen, told, options, hands, live);
  const targets = [...outcome, ...others.map((target) => untouched(target, hands.nowMs(), condition))];
  const report = { ...live.report, restart: { outcome: worst(targets), targets } };
  return {
    report,
    told: [...told, ...targets.flatMap(linesOf)].map(safe),
    exitCode: exitOf(report, options),
  };
}

async function planOf(hands: Hands, target: Target, options: Options): Promise<Chosen> {
  const settings = settingsOf(options, target.line);
  return { target, settings, plan: await prepare(hands, target, target.why, settings) };
}

/** Nothing, because of the number, the dry run or the answer; or one after the other. */
async function decide(
  chosen: readonly Chosen[],
  told: readonly string[],
  options: Options,
  hands: Hands,
  live: Live,
): Promise<readonly TargetReport[]> {
  const refused = (reason: string): readonly TargetReport[] =>
    chosen.map((one) => untouchedAs(one, 'refused', reason, hands.nowMs()));
  const many = tooMany(chosen.length, options.max ?? 1);
  if (many !== null) return refused(many);
  if (options.dryRun === true) {
    return chosen.map((one) => {
      const refusal = typeof one.plan === 'string' ? one.plan : (one.plan.refusals[0] ?? null);
      return untouchedAs(
        one,
        refusal === null ? 'nothing-to-do' : 'refused',
        refusal ?? 'it was a dry run',
        hands.nowMs(),
      );
    });
  }
  if (chosen.length > 0 && options.yes !== true) {
    const answer = await ask([...told, '', 'Restart? [y/N] '].map(safe).join('\n'));
    if (answer === null) return refused('there is no terminal to ask on; say --yes');
    if (!/^y(?:es)?$/i.test(answer.trim())) return refused('the answer was no');
  }
  const done: TargetReport[] = [];
  for (const one of chosen) done.push(await carryOut(one, options, hands, live));
  return done;
}

async function carryOut(one: Chosen, options: Options, hands: Hands, live: Live): Promise<TargetReport> {
  const { plan, settings } = one;
  if (typeof plan === 'string') return untouchedAs(one, 'refused', plan, hands.nowMs());
  const means: Means = {
    hands,
    places: placesOf(options),
    self: selfOf(hands),
    capture: options.capture === undefined ? null : captureInto(options.capture, live, options),
    lookAgain: (pid, waited) => secondLook(pid, waited, options),
  };
  const work = restart(plan, settings, means);
  return reportOf(plan, await whileTelling('restarting', work), hands.look().ticksPerSecond, hands);
}

function selfOf(hands: Hands): Identity {
  const { pid } = process;
  return { pid, startTicks: hands.look().glance(pid)?.startTicks ?? 0 };
}

async function secondLook(pid: number, waited: readonly number[], options: Options): Promise<SecondLook> {
  const question = { ...questionOf([], { ...options, pid: [pid, ...waited] }), logs: null };
  const { report } = await lookLive(question, options.procRoot);
  const stuck = report.processes.filter(({ status }) => status === 'stuck');
  const fresh = stuck.find((one) => one.pid === pid);
  return {
    stuck: fresh ? (fresh.because ?? 'nothing says why') : null,
    stillWaiting: waited.filter((one) => stuck.some((process) => process.pid === one)),
  };
}

function reportOf(
  plan: Plan,
  { outcome, fresh, reason, steps }: Result,
  _ticks: number,
  hands: Hands,
): TargetReport {
  return {
    ...plan.target,
    via: plan.origin.via,
    outcome,
    newPid: fresh?.pid ?? null,
    newStartedAt: fresh ? isoTime(hands.look().startedAtMs(fresh.startTicks)) : null,
    reason,
    steps: steps.map(({ atMs, step, ok, detail }) => ({ at: isoTime(atMs), step, ok, detail })),
  };
}

function untouchedAs(one: Chosen, outcome: Outcome, reason: string, nowMs: number): TargetReport {
  const { plan, settings, target } = one;
  const steps =
    typeof plan === 'string'
      ? []
      : planLines(plan, settings).map((detail) => ({
          at: isoTime(nowMs),
          step: 'plan',
          ok: !detail.startsWith('REFUSED'),
          detail,
        }));
  const via = typeof plan === 'string' ? (settings.via ?? 'plain') : plan.origin.via;
  return {
    pid: target.pid,
    startTicks: target.startTicks,
    via,
    outcome,
    newPid: null,
    newStartedAt: null,
    reason,
    steps,
  };
}

const untouched = (target: Target, _nowMs: number, { otherwise }: Condition): TargetReport => ({
  pid: target.pid,
  startTicks: target.startTicks,
  via: 'plain',
  outcome: 'nothing-to-do',
  newPid: null,
  newStartedAt: null,
  reason: otherwise,
  steps: [],
});

const order: readonly Outcome[] = ['failed', 'refused', 'recovered', 'nothing-to-do'];

const worst = (targets: readonly TargetReport[]): Outcome =>
  order.find((outcome) => targets.some((one) => one.outcome === outcome)) ?? 'nothing-to-do';

function linesOf({ pid, outcome, newPid, reason, steps }: TargetReport): readonly string[] {
  const acts = steps.filter(({ step }) => step !== 'plan' && step !== 'outcome');
  return [
    '',
    ...acts.map(
      ({ at, step, ok, detail }) => `${at.slice(11, 23)}  ${ok ? 'ok' : 'NO'}  ${step.padEnd(9)}  ${detail}`,
    ),
    `${pid}: ${outcome}${newPid === null ? '' : `, now ${newPid}`}${reason === null ? '' : ` (${reason})`}`,
  ];
}

/** A recovery that was proven has a second diagnosis that found nothing stuck. */
function exitOf(report: Report, options: Options): number {
  if (report.restart?.outcome === 'recovered') return 0;
  if (report.verdict === 'no-match' && options.ifRunning === true) return 0;
  if (report.verdict === 'no-match') say('nothing matches, so nothing is restarted');
  return exitCodeOf(report);
}
