/**
 * One restart from the plan to the proof. Order: lock, limit, evidence, keeper, stop, settle, start, verify. Until the
 * keeper has all that the new one needs, nothing is signalled; what survives is never started beside.
 */
import { begin, sinceNow } from './begin.ts';
import type { Hands, Identity, Keeper } from './hands.ts';
import { overLimit, recent, timesIn } from './limit.ts';
import type { Plan } from './plan.ts';
import { recordOf, type Record, type Step } from './record.ts';
import type { Settings } from './settings.ts';
import { hold, stop, type Holding } from './stop.ts';
import { verify, type SecondLook } from './verify.ts';

export type Outcome = 'recovered' | 'nothing-to-do' | 'refused' | 'failed';

export interface Result {
  readonly outcome: Outcome;
  readonly fresh: Identity | null;
  readonly reason: string | null;
  readonly steps: readonly Step[];
}

export interface Places {
  readonly audit: string | null;
  readonly locks: string;
  readonly state: string;
}

export interface Means {
  readonly hands: Hands;
  readonly places: Places;
  readonly self: Identity;
  /** Writes the evidence; what it says is put on record. Throws where it could not. */
  readonly capture: (() => Promise<string>) | null;
  readonly lookAgain: (pid: number, waited: readonly number[]) => Promise<SecondLook>;
}

export async function restart(plan: Plan, settings: Settings, means: Means): Promise<Result> {
  const { hands, places, self } = means;
  const record = recordOf(hands, places.audit, { ...plan.target, name: plan.name });
  const result = (outcome: Outcome, reason: string | null, fresh: Identity | null = null): Result => {
    record.add('outcome', outcome === 'recovered', reason ?? outcome);
    return { outcome, reason, fresh, steps: record.steps };
  };
  if (plan.refusals.length > 0) {
    for (const refusal of plan.refusals) record.add('preflight', false, refusal);
    return result('refused', plan.refusals[0] ?? null);
  }
  record.add('preflight', true, `${plan.origin.via} ${plan.origin.name}: ${plan.origin.because}`);
  for (const lost of plan.lost) record.add('preflight', true, `the new one is without ${lost}`);
  const locks = plan.keys.map((key) => `${places.locks}/${key}`);
  const taken: string[] = [];
  try {
    for (const lock of locks) {
      if (!hands.lock(lock, [self])) return result('refused', 'somebody else is restarting it right now');
      taken.push(lock);
    }
    return await locked(plan, settings, means, record, taken, result);
  } catch (error) {
    return result(
      'failed',
      `it could not be done: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    taken.forEach(hands.unlock);
  }
}

type Answer = (outcome: Outcome, reason: string | null, fresh?: Identity | null) => Result;

async function locked(
  plan: Plan,
  settings: Settings,
  means: Means,
  record: Record,
  locks: readonly string[],
  result: Answer,
): Promise<Result> {
  const { hands, self } = means;
  const limited = withinLimit(plan, settings, means);
  if (limited !== null) return result('refused', limited);
  const holding = hold(hands, plan.tree, self.pid);
  if (holding === null)
    return result('refused', 'it has ended meanwhile: somebody else may have restarted it');
  let keeper: Keeper | null = null;
  try {
    await capture(means, record);
    const logMark = settings.expectLog ? hands.mark(settings.expectLog.file) : null;
    keeper = await hands.keeper(plan.start, holding.all.slice(0, mostHeld));
    const holders = keeper.identity ? [self, keeper.identity] : [self];
    for (const lock of locks) hands.holders(lock, holders);
    const since = sinceNow(hands);
    const survivors = await stopTree(plan, settings, means, record, holding);
    if (survivors.length > 0) {
      const who = survivors.map(({ pid }) => pid).join(', ');
      return result('failed', `${who} did not end, not even of SIGKILL; nothing was started beside`);
    }
    if (settings.settle > 0) {
      record.add('settle', true, `${settings.settle} s`);
      await hands.pause(settings.settle * 1000);
    }
    const fresh = await begin({ hands, plan, settings, keeper, record, since });
    if (typeof fresh === 'string') return result('failed', fresh);
    const wrong = await verify({ hands, plan, settings, record, fresh, logMark, lookAgain: means.lookAgain });
    if (wrong === null) writePidFile(hands, settings, record, fresh);
    hands.release(fresh);
    return result(wrong === null ? 'recovered' : 'failed', wrong, fresh);
  } finally {
    keeper?.dismiss();
    holding.release();
  }
}

/** More descriptors than a child could be given are of no use to the keeper. */
const mostHeld = 200;

const stopTree = (plan: Plan, settings: Settings, { hands }: Means, record: Record, holding: Holding) =>
  stop(hands, holding, record, {
    command: plan.origin.stop,
    killAfter: settings.killAfter,
    isStopped: (pid) => hands.look().glance(pid)?.state === 'T',
  });

/** Evidence first; but no failing of it holds recovery up. */
async function capture({ capture: write }: Means, record: Record): Promise<void> {
  if (write === null) return;
  try {
    record.add('capture', true, await write());
  } catch (error) {
    record.add('capture', false, error instanceof Error ? error.message : String(error));
  }
}

/** Remembered before it is done: one that fails counts too. */
export function withinLimit(plan: Plan, { limit }: Settings, { hands, places }: Means): string | null {
  if (limit === null) return null;
  const file = `${places.state}/restarts/${plan.keys.at(-1)}.json`;
  const times = timesIn(hands.read(file));
  const nowMs = hands.nowMs();
  const over = overLimit(times, nowMs, limit);
  if (over !== null) return over;
  try {
    hands.write(file, `${JSON.stringify([...recent(times, nowMs, limit), nowMs])}\n`);
    return null;
  } catch (error) {
    return `--limit cannot be kept: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export function writePidFile(hands: Hands, { pidFile }: Settings, record: Record, fresh: Identity): void {
  if (pidFile === null || hands.read(pidFile)?.trim() === String(fresh.pid)) return;
  try {
    hands.write(pidFile, `${fresh.pid}\n`);
    record.add('pid-file', true, `${pidFile} holds ${fresh.pid}`);
  } catch (error) {
    record.add('pid-file', false, `${pidFile}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
