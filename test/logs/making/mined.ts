/** Mines a text as the command for files does. */
import { operationsIn, type Operation } from '../../../src/logs/operations.ts';
import { inMemory } from '../../../src/logs/unpack.ts';
import { timedOf } from '../../../src/logs/timed.ts';
import { planFor, reading, type Bounds } from '../../../src/logs/stretches.ts';
import { utc } from '../../../src/logs/timestamps/zone.ts';

/** `endMs`: when the file was last written. */
export function operationsOfText(
  text: string,
  endMs: number,
  bounds: Bounds = reading,
): readonly Operation[] {
  const file = inMemory('made.log', Buffer.from(text), endMs);
  const timed = timedOf(file, utc);
  const source = { file, clock: timed?.clock ?? null, calendar: timed?.calendar ?? null };
  return operationsIn(
    source,
    planFor(file, [], bounds),
    { nowMs: null, isSilent: false, nearMs: [] },
    () => false,
  ).open;
}
