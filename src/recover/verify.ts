/**
 * The proof: the new one is there, lives, listens, has its children, is there once, says what it should, and is not
 * stuck. Each check is a step of its own; the first that fails is the reason.
 */
import { alike, until } from './generation.ts';
import type { FileMark, Hands, Pinned } from './hands.ts';
import type { Plan } from './plan.ts';
import { listeningOf } from './prepare.ts';
import type { Record } from './record.ts';
import type { Settings } from './settings.ts';
import { statsOf, treeOf } from './tree.ts';

/** What a second diagnosis says of the new one, and who of those that waited still does. */
export interface SecondLook {
  readonly stuck: string | null;
  readonly stillWaiting: readonly number[];
}

export interface Proof {
  readonly hands: Hands;
  readonly plan: Plan;
  readonly settings: Settings;
  readonly record: Record;
  readonly fresh: Pinned;
  readonly logMark: FileMark | null;
  readonly lookAgain: (pid: number, waited: readonly number[]) => Promise<SecondLook>;
}

type Check = (
  proof: Proof,
) => Promise<{ readonly step: string; readonly ok: boolean; readonly detail: string } | null>;

const listening: Check = async ({ hands, plan, settings, fresh }) => {
  if (plan.listening.length === 0) return null;
  let missing: readonly string[] = plan.listening;
  await until(hands, settings.expectWithin, async () => {
    const machine = hands.look();
    const open = new Set(await listeningOf(machine, treeOf(statsOf(machine), [fresh])));
    missing = plan.listening.filter((address) => !open.has(address));
    return missing.length === 0 || !hands.isAlive(fresh) ? true : null;
  });
  const ok = missing.length === 0;
  return {
    step: 'listen',
    ok,
    detail: ok
      ? `it listens on ${plan.listening.join(', ')}`
      : `nobody of it listens on ${missing.join(', ')}`,
  };
};

const children: Check = async ({ hands, plan, settings, fresh }) => {
  if (plan.standing === 0) return null;
  let count = 0;
  await until(hands, settings.expectWithin, async () => {
    const machine = hands.look();
    count = statsOf(machine).filter(({ ppid, state }) => ppid === fresh.pid && state !== 'Z').length;
    return count >= plan.standing || !hands.isAlive(fresh) ? true : null;
  });
  return {
    step: 'children',
    ok: count >= plan.standing,
    detail: `it has ${count} of ${plan.standing} children that started with it`,
  };
};

const once: Check = async ({ hands, plan, fresh }) => {
  const machine = hands.look();
  const tree = new Set(treeOf(statsOf(machine), [fresh]).map(({ pid }) => pid));
  const cwd = machine.view.link(`/proc/${fresh.pid}/cwd`);
  const others = alike(machine, plan.argv, null).filter(({ pid, startTicks }) => {
    if (tree.has(pid) || startTicks < plan.target.startTicks) return false;
    const its = machine.view.link(`/proc/${pid}/cwd`);
    const isOfPlan = plan.tree.some((one) => one.pid === pid && one.startTicks === startTicks);
    return isOfPlan || (startTicks >= fresh.startTicks && cwd.ok && its.ok && its.value === cwd.value);
  });
  const ok = others.length === 0;
  return {
    step: 'once',
    ok,
    detail: ok
      ? 'no other one is there beside it'
      : `it runs twice: also as ${others.map(({ pid }) => pid).join(', ')}`,
  };
};

const log: Check = async ({ hands, settings, logMark }) => {
  const expected = settings.expectLog;
  if (expected === null) return null;
  const found = await until(hands, settings.expectWithin, async () =>
    hands.since(expected.file, logMark).includes(expected.text) ? true : null,
  );
  return {
    step: 'log',
    ok: found !== null,
    detail: found
      ? `${expected.file} says "${expected.text}"`
      : `${expected.file} did not say "${expected.text}" within ${settings.expectWithin} s`,
  };
};

const diagnosis: Check = async ({ plan, fresh, lookAgain }) => {
  const { stuck, stillWaiting } = await lookAgain(fresh.pid, plan.why.releases);
  if (stuck !== null) return { step: 'diagnosis', ok: false, detail: `it is stuck again: ${stuck}` };
  const waited = plan.why.releases.length;
  const detail =
    waited === 0
      ? 'it is not stuck'
      : `it is not stuck; ${waited - stillWaiting.length} of ${waited} that waited got on`;
  return { step: 'diagnosis', ok: stillWaiting.length === 0, detail };
};

const alive: Check = async ({ hands, fresh }) => {
  const ok = hands.isAlive(fresh);
  return {
    step: 'alive',
    ok,
    detail: ok ? `${fresh.pid} is still there` : `${fresh.pid} ended while it was looked at`,
  };
};

/** Why it is no recovery; null: it is one. */
export async function verify(proof: Proof): Promise<string | null> {
  for (const check of [listening, children, log, once, diagnosis, alive]) {
    const result = await check(proof);
    if (result === null) continue;
    proof.record.add(result.step, result.ok, result.detail);
    if (!result.ok) return result.detail;
  }
  return null;
}
