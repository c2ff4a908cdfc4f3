/** Nothing of it runs: it is started by its command, under the same lock, and proven in the same way. */
import { createHash } from 'node:crypto';
import { begin, sinceNow } from './begin.ts';
import type { Keeper } from './hands.ts';
import { ownedStart } from './owned-start.ts';
import type { Plan } from './plan.ts';
import { recordOf } from './record.ts';
import { withinLimit, writePidFile, type Means, type Result } from './restart.ts';
import type { Settings } from './settings.ts';
import { verify } from './verify.ts';

export async function startMissing(command: string, settings: Settings, means: Means): Promise<Result> {
  const { hands, places, self } = means;
  const plan = planFor(command);
  const record = recordOf(hands, places.audit, { ...plan.target, name: command });
  const lock = `${places.locks}/${plan.keys[0]}`;
  const result = (
    outcome: Result['outcome'],
    reason: string | null,
    fresh: Result['fresh'] = null,
  ): Result => {
    record.add('outcome', outcome === 'recovered', reason ?? outcome);
    return { outcome, reason, fresh, steps: record.steps };
  };
  if (!hands.lock(lock, [self])) return result('refused', 'somebody else is starting it right now');
  let keeper: Keeper | null = null;
  try {
    const limited = withinLimit(plan, settings, means);
    if (limited !== null) return result('refused', limited);
    record.add('preflight', true, 'nothing of it runs');
    const logMark = settings.expectLog ? hands.mark(settings.expectLog.file) : null;
    keeper = await hands.keeper(plan.start, []);
    const fresh = await begin({ hands, plan, settings, keeper, record, since: sinceNow(hands) });
    if (typeof fresh === 'string') return result('failed', fresh);
    const wrong = await verify({ hands, plan, settings, record, fresh, logMark, lookAgain: means.lookAgain });
    if (wrong === null) writePidFile(hands, settings, record, fresh);
    return result(wrong === null ? 'recovered' : 'failed', wrong, fresh);
  } catch (error) {
    return result(
      'failed',
      `it could not be done: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    keeper?.dismiss();
    hands.unlock(lock);
  }
}

function planFor(command: string): Plan {
  const words = ['/bin/sh', '-c', command];
  return {
    target: { pid: 0, startTicks: 0 },
    name: command,
    line: command,
    argv: [],
    why: { isStuck: false, because: 'nothing of it runs', releases: [] },
    origin: {
      via: 'command',
      name: command,
      because: '--command says so',
      pid: 0,
      stop: null,
      start: words,
      mainPid: null,
      refusal: null,
    },
    tree: [],
    start: ownedStart(words, 0),
    refusals: [],
    lost: [],
    listening: [],
    standing: 0,
    parent: null,
    keys: [createHash('sha256').update(['command', command].join('\0')).digest('hex').slice(0, 24)],
  };
}
