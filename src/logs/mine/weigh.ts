/** After a scan: whether a rule that was learnt holds over all that was scanned, and which operations are overdue. */
import { isRule, mostOverdue } from './acceptance.ts';
import { uniquenessOf } from './evidence.ts';
import type { Scanned } from './scan.ts';

/** Beyond the first that is young enough this many are looked at: lines are a little out of order. */
const furtherOn = 20;

/** `ageOf` a beginning, in the unit of the rule. */
export function overdueIn(
  { judged, finished, lost, stray, open, isGivenUp }: Scanned,
  ageOf: (offset: number) => number,
): { readonly overdue: readonly number[]; readonly inFlight: number } {
  const none = { overdue: [], inFlight: 0 };
  if (isGivenUp) return none;
  const begun = finished + lost + open.size;
  const uniqueness = uniquenessOf(judged.pair);
  const numbers = {
    finished,
    lost,
    stray,
    open: open.size,
    distinct: Math.max(1, Math.round(begun * uniqueness)),
    uniqueness,
  };
  if (!isRule(numbers, judged.evidence)) return none;
  const most = mostOverdue(judged.evidence, finished);
  const overdue: number[] = [];
  let young = 0;
  for (const offset of open.offsets()) {
    if (ageOf(offset) >= judged.overdueAfter) overdue.push(offset);
    else if (++young > furtherOn) break;
    if (overdue.length > most) return none;
  }
  return { overdue, inFlight: open.size - overdue.length };
}
