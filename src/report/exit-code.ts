/** What a report means to the shell that asked for it. */
import type { Report, Verdict } from './report.ts';

const byVerdict = { ok: 0, suspect: 0, stuck: 1, 'no-match': 3 } satisfies Record<Verdict, number>;

/** The command is wrong, or it could not run: there is no report then. */
export const couldNotRun = 2;

const restartFailed = 4;

export function exitCodeOf(report: Report): number {
  const outcome = report.restart?.outcome;
  if (outcome === 'refused' || outcome === 'failed') return restartFailed;
  return byVerdict[report.verdict];
}
