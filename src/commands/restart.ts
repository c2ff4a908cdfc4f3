/** `--restart`: diagnosis, plan, question, one restart after the other, and the report with all of it. Loaded only then. */
import type { Question } from '../diagnose.ts';
import { machineOf } from '../machine/index.ts';
import type { Hands, Identity } from '../recover/hands.ts';
import { tooMany } from '../recover/guards.ts';
import { startMissing } from '../recover/missing.ts';
import { planLines } from '../recover/plan.ts';
import { prepare } from '../recover/prepare.ts';
import { restart, type Means, type Outcome } from '../recover/restart.ts';
import { hands as realHands } from '../recover/run.ts';
import type { SecondLook } from '../recover/verify.ts';
import { exitCodeOf } from '../report/exit-code.ts';
import type { Report } from '../report/report.ts';
import { safe } from '../report/safe.ts';
import { UsageError } from '../view/errors.ts';
import { captureInto } from './restart-capture.ts';
import { conditionOf, type Condition } from './restart-condition.ts';
import { lookLive, questionOf, type Live, type LookOptions } from './look.ts';
import { pidFrom } from './restart-pid-file.ts';
import { optionsFor, placesOf, settingsOf } from './restart-settings.ts';
import { configFrom, type Entry } from './restart-config.ts';
import type { RestartOptions } from './restart-options.ts';
import {
  linesOf,
  reportOf,
  untouched,
  untouchedAs,
  worst,
  type Chosen,
  type TargetReport,
} from './restart-report.ts';
import { targetsOf, type Target } from './restart-targets.ts';
import { ask, say, whileTelling } from './talk.ts';

export interface Options extends LookOptions, RestartOptions {}

/** The report, what a person is told beside it, and the exit code. */
export interface Restarted {
  readonly report: Report;
  readonly told: readonly string[];
  readonly exitCode: number;
}

export async function restartThem(patterns: readonly string[], options: Options): Promise<Restarted> {
  if (options.from !== undefined || options.procRoot !== '/proc')
    throw new UsageError('--restart acts on this machine: leave out --from and --proc-root');
  const hands = realHands();
  const entries = options.config === undefined ? [] : configFrom(options.config);
  const question = questionFor(patterns, options, entries);
  const live = await whileTelling('looking', lookLive(question, options.procRoot));
  const conditionFor = (line: string): Condition => conditionOf(hands, optionsFor(options, entries, line));
  const { wanted, others } = targetsOf(live.report, machineOf(live.view), conditionFor, {
    exe: process.execPath,
    script: process.argv[1] ?? '',
  });
  if (wanted.length === 0 && others.length === 0)
    return missing(live, optionsFor(options, entries, question.patterns[0] ?? ''), hands);
  const chosen = await Promise.all(
    wanted.map((target) => planOf(hands, target, optionsFor(options, entries, target.line))),
  );
  const told = chosen.flatMap(({ plan, settings, target }) => [
    '',
    ...(typeof plan === 'string' ? [`${target.name} (${target.pid}): ${plan}`] : planLines(plan, settings)),
  ]);
  const outcome = await decide(chosen, told, options, hands, live);
  const targets = [...outcome, ...others.map(untouched)];
  const report = { ...live.report, restart: { outcome: worst(targets), targets } };
  return { report, told: [...told, ...targets.flatMap(linesOf)].map(safe), exitCode: exitOf(report) };
}

/** Whom the pid file names, where nobody else is named; nobody, where it is stale. */
function questionFor(patterns: readonly string[], options: Options, entries: readonly Entry[]): Question {
  const { pidFile } = options;
  if (patterns.length === 0 && options.pid.length === 0 && entries.length > 0)
    return questionOf(
      entries.map(({ match }) => match),
      options,
    );
  if (pidFile === undefined || patterns.length > 0 || options.pid.length > 0)
    return questionOf(patterns, options);
  const { pid, complaint } = pidFrom(pidFile);
  if (complaint !== null) say(complaint);
  return { ...questionOf([], { ...options, pid: [pid ?? 1] }), pids: pid === null ? [] : [pid] };
}

/** Nothing matches: started where that is asked for, and well where it need not run. */
async function missing(live: Live, options: Options, hands: Hands): Promise<Restarted> {
  const answer = (
    outcome: Outcome,
    targets: readonly TargetReport[],
    told: readonly string[],
    exitCode?: number,
  ) => {
    const report = { ...live.report, restart: { outcome, targets } };
    return { report, told: told.map(safe), exitCode: exitCode ?? exitCodeOf(report) };
  };
  if (options.startIfMissing !== true) {
    const isFine = options.ifRunning === true;
    if (!isFine) say('nothing matches, so nothing is restarted');
    return answer('nothing-to-do', [], [], isFine ? 0 : undefined);
  }
  const { command } = options;
  if (command === undefined)
    return answer('refused', [], ['nothing of it runs; --command says how to start it']);
  if (options.dryRun === true)
    return answer('nothing-to-do', [], [`nothing of it runs; would start ${command}`]);
  const settings = settingsOf(options);
  const done = await whileTelling('starting', startMissing(command, settings, meansOf(options, hands, live)));
  const target = done.fresh && reportOf({ target: done.fresh, origin: { via: 'command' } }, done, hands);
  const said = done.reason === null ? [] : [`${command}: ${done.reason}`];
  return answer(
    done.outcome,
    target ? [target] : [],
    [...said, ...(target ? linesOf(target) : [])],
    done.outcome === 'recovered' ? 0 : undefined,
  );
}

async function planOf(hands: Hands, target: Target, options: Options): Promise<Chosen> {
  const settings = settingsOf(options);
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
  const work = restart(plan, settings, meansOf(options, hands, live));
  return reportOf(plan, await whileTelling('restarting', work), hands);
}

const meansOf = (options: Options, hands: Hands, live: Live): Means => ({
  hands,
  places: placesOf(options),
  self: selfOf(hands),
  capture: options.capture === undefined ? null : captureInto(hands, options.capture, live, options),
  lookAgain: (pid, waited) => secondLook(pid, waited, options),
});

function selfOf(hands: Hands): Identity {
  const { pid } = process;
  return { pid, startTicks: hands.look().glance(pid)?.startTicks ?? 0 };
}

async function secondLook(pid: number, waited: readonly number[], options: Options): Promise<SecondLook> {
  const question = { ...questionOf([], { ...options, pid: [pid, ...waited] }), logs: null, probes: null };
  const { report } = await lookLive(question, options.procRoot);
  const stuck = report.processes.filter(({ status }) => status === 'stuck');
  const fresh = stuck.find((one) => one.pid === pid);
  return {
    stuck: fresh ? (fresh.because ?? 'nothing says why') : null,
    stillWaiting: waited.filter((one) => stuck.some((process) => process.pid === one)),
  };
}

/** A recovery that was proven has a second diagnosis that found nothing stuck. */
function exitOf(report: Report): number {
  if (report.restart?.outcome === 'recovered') return 0;
  return exitCodeOf(report);
}
