/** The start: by its parent, by its owner's command, or by the keeper; an instant death is tried again, later each time. */
import { delaySeconds } from './backoff.ts';
import { alike, byItsParent, pinNow, ticksNow, until } from './generation.ts';
import type { Hands, Keeper, Pinned } from './hands.ts';
import type { Plan } from './plan.ts';
import type { Record } from './record.ts';
import type { Settings } from './settings.ts';

export interface Begin {
  readonly hands: Hands;
  readonly plan: Plan;
  readonly settings: Settings;
  readonly keeper: Keeper;
  readonly record: Record;
  /** Ticks since boot when the old one was to end. */
  readonly since: number;
}

/** How long a parent that restarts its children may take for it. */
const parentSeconds = 3;
/** How long an owner's command may take until it has ended, or its process is there. */
const ownerSeconds = 60;

/** The new one, past the threshold; or why there is none. */
export async function begin(given: Begin): Promise<Pinned | string> {
  const { hands, plan, settings, record, since } = given;
  if (plan.parent) {
    const own = await byItsParent(hands, plan.parent, plan.argv, since, parentSeconds);
    const fresh = own && hands.pin(own);
    if (fresh) {
      record.add(
        'start',
        true,
        `${fresh.pid}, started by its parent ${plan.parent.name} (${plan.parent.pid})`,
      );
      const lived = await lives(hands, fresh, settings.threshold);
      if (lived) return proven(record, fresh, settings);
      return `what its parent started ended within ${settings.threshold} s; it is left to its parent`;
    }
  }
  let reason = '';
  for (let tries = 0; tries < settings.tries; tries++) {
    if (tries > 0) {
      const seconds = delaySeconds(tries, settings.maxDelay);
      record.add('delay', true, `${seconds} s, then try ${tries + 1} of ${settings.tries}`);
      await hands.pause(seconds * 1000);
    }
    const result =
      plan.origin.mainPid === null ? await direct(given) : await owned(given, plan.origin.mainPid);
    if (typeof result !== 'string') return proven(record, result, settings);
    reason = result;
    record.add('start', false, reason);
  }
  return reason;
}

function proven(record: Record, fresh: Pinned, { threshold }: Settings): Pinned {
  record.add('alive', true, `${fresh.pid} has lived for ${threshold} s`);
  return fresh;
}

async function lives(hands: Hands, fresh: Pinned, seconds: number): Promise<boolean> {
  const endMs = hands.clockMs() + seconds * 1000;
  while (hands.clockMs() < endMs) {
    if (!hands.isAlive(fresh)) return false;
    await hands.pause(Math.min(50, Math.max(1, endMs - hands.clockMs())));
  }
  return hands.isAlive(fresh);
}

async function direct({ hands, plan, settings, keeper, record, since }: Begin): Promise<Pinned | string> {
  const beganMs = hands.clockMs();
  keeper.start();
  const word = await keeper.hear(10_000);
  if (word.what !== 'pid') return word.what === 'failed' ? word.message : 'nothing was started';
  const fresh = pinNow(hands, word.pid);
  record.add('start', true, `${word.pid}, ${plan.origin.via}`);
  const ended = await keeper.hear(settings.threshold * 1000);
  if (ended.what === 'silent' && fresh !== null && hands.isAlive(fresh)) return fresh;
  if (fresh !== null) hands.release(fresh);
  const status = ended.what === 'exit' ? ended.status : 'nobody knows how';
  if (plan.origin.via === 'command' && status === 'code 0') {
    // it has put its program into the background
    const other = await until(
      hands,
      settings.threshold + 1,
      async () => alike(hands.look(), plan.argv, null).find(({ startTicks }) => startTicks >= since) ?? null,
    );
    const pinned = other && hands.pin(other);
    if (pinned && (await lives(hands, pinned, settings.threshold))) return pinned;
  }
  const seconds = ((hands.clockMs() - beganMs) / 1000).toFixed(1);
  return status === 'code 127'
    ? 'it could not be executed (code 127)'
    : `it ended ${seconds} s after its start (${status})`;
}

async function owned(
  { hands, plan, settings, keeper, record, since }: Begin,
  mainPid: () => Promise<number | null>,
): Promise<Pinned | string> {
  keeper.start();
  const command = (plan.origin.start ?? []).join(' ');
  await keeper.hear(10_000);
  const ended = await keeper.hear(ownerSeconds * 1000);
  const code = ended.what === 'exit' ? ended.status : 'no answer';
  const fresh = await until(hands, settings.threshold + 2, async () => {
    const pid = await mainPid();
    const pinned = pid === null ? null : pinNow(hands, pid);
    // an owner may answer from the past
    return pinned !== null && pinned.startTicks >= since && hands.isAlive(pinned) ? pinned : null;
  });
  if (fresh === null) return `${command} (${code}): no new process of ${plan.origin.name}`;
  record.add('start', true, `${fresh.pid}, by ${command}`);
  return (await lives(hands, fresh, settings.threshold))
    ? fresh
    : `${fresh.pid} of ${plan.origin.name} did not live for ${settings.threshold} s`;
}

export const sinceNow = (hands: Hands): number => ticksNow(hands.look());
