/** What became of each target, as the report has it (`restart`), and the same in lines. */
import type { Hands } from '../recover/hands.ts';
import { planLines, type Plan } from '../recover/plan.ts';
import type { Outcome, Result } from '../recover/restart.ts';
import type { Settings } from '../recover/settings.ts';
import { isoTime } from '../report/make/iso-time.ts';
import type { Restart } from '../report/report.ts';
import type { Target } from './restart-targets.ts';

export type TargetReport = Restart['targets'][number];

export interface Chosen {
  readonly target: Target;
  readonly settings: Settings;
  readonly plan: Plan | string;
}

export function reportOf(
  plan: Pick<Plan, 'target'> & { readonly origin: Pick<Plan['origin'], 'via'> },
  { outcome, fresh, reason, steps }: Result,
  hands: Hands,
): TargetReport {
  return {
    pid: plan.target.pid,
    startTicks: plan.target.startTicks,
    via: plan.origin.via,
    outcome,
    newPid: fresh?.pid ?? null,
    newStartedAt: fresh ? isoTime(hands.look().startedAtMs(fresh.startTicks)) : null,
    reason,
    steps: steps.map(({ atMs, step, ok, detail }) => ({ at: isoTime(atMs), step, ok, detail })),
  };
}

export function untouchedAs(one: Chosen, outcome: Outcome, reason: string, nowMs: number): TargetReport {
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

export const untouched = (target: Target): TargetReport => ({
  pid: target.pid,
  startTicks: target.startTicks,
  via: 'plain',
  outcome: 'nothing-to-do',
  newPid: null,
  newStartedAt: null,
  reason: target.otherwise,
  steps: [],
});

const order: readonly Outcome[] = ['failed', 'refused', 'recovered', 'nothing-to-do'];

export const worst = (targets: readonly TargetReport[]): Outcome =>
  order.find((outcome) => targets.some((one) => one.outcome === outcome)) ?? 'nothing-to-do';

export function linesOf({ pid, outcome, newPid, reason, steps }: TargetReport): readonly string[] {
  const acts = steps.filter(({ step }) => step !== 'plan' && step !== 'outcome');
  return [
    '',
    ...acts.map(
      ({ at, step, ok, detail }) => `${at.slice(11, 23)}  ${ok ? 'ok' : 'NO'}  ${step.padEnd(9)}  ${detail}`,
    ),
    `${pid}: ${outcome}${newPid === null ? '' : `, now ${newPid}`}${reason === null ? '' : ` (${reason})`}`,
  ];
}
