/** Times, ages and names as a person reads them: `2017-12-18 03:29:47.230 +09:00`, `3 days 7 hours`, `python (26607)`. */
import { formatDuration } from 'date-fns/formatDuration';
import type { Report, ReportEdge, ReportProcess } from './report.ts';
import { safe } from './safe.ts';

/** The exact time, with its zone. */
export const momentOf = (time: string): string => time.replace('T', ' ').replace(/([+-]\d\d:\d\d)$/, ' $1');

const units = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
  ['seconds', 1],
] as const;

/** The two largest units, rounded down: nothing is made older than it is. */
export function ageOf(seconds: number): string {
  if (seconds < 1) return formatDuration({ seconds: Math.floor(seconds * 10) / 10 }, { zero: true });
  const first = units.findIndex(([, length]) => seconds >= length);
  let rest = Math.floor(seconds);
  const parts = units.slice(first, first + 2).map(([unit, length]) => {
    const amount = Math.floor(rest / length);
    rest -= amount * length;
    return [unit, amount] as const;
  });
  return formatDuration(Object.fromEntries(parts));
}

export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;

export const titleOf = (process: Pick<ReportProcess, 'name' | 'pid'>): string =>
  `${safe(process.name)} (${process.pid})`;

/** A process by its pid; one that is not in the report by its number alone. */
export function who(report: Report, pid: number): string {
  const process = report.processes.find((one) => one.pid === pid);
  return process ? titleOf(process) : `process ${pid}`;
}

/** The other end of an edge. */
export const farEnd = (report: Report, { to }: ReportEdge): string =>
  'remote' in to ? safe(to.remote) : who(report, to.pid);

/** `a, b and c` */
export const listed = (items: readonly string[], last = 'and'): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1) ?? ''}`;
