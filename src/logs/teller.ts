/** How places and moments of a file are told: the number of a line, the time on the log's own clock, the line quoted. */
import { lineCounter, type LineOf } from './lines.ts';
import { quoted } from './quote.ts';
import type { LogFile } from './reader.ts';
import { momentIn, type Timed } from './seek.ts';
import type { ReportedLine } from './shapes.ts';
import { isoAt } from './timestamps/calendar.ts';
import { offsetAt, type Zone } from './timestamps/zone.ts';

/** Lines are counted up to here; beyond, a place is told in bytes. */
const countedBytes = 24 * 1024 * 1024;

export interface Teller {
  line(line: LineOf): ReportedLine;
  at(moment: number | null): string | null;
  placed(offset: number): { readonly path: string; readonly line: number | null; readonly offset: number };
  quote(bytes: Buffer, from: number, to: number): string;
}

export function tellerOf(
  { file, zone, redacts }: { readonly file: LogFile; readonly zone: Zone; readonly redacts: boolean },
  timed: Timed | null,
): Teller {
  const numberOf = lineCounter(file, countedBytes);
  const at = (moment: number | null): string | null =>
    moment === null || Number.isNaN(moment)
      ? null
      : isoAt(moment, timed ? timed.calendar.offsetAt(moment) : offsetAt(zone, moment));
  const placed: Teller['placed'] = (offset) => ({ ...file.place(offset), line: numberOf(offset) });
  const quote: Teller['quote'] = (bytes, from, to) => quoted(bytes, from, to, redacts);
  return {
    at,
    placed,
    quote,
    line: (line) => ({
      ...placed(line.offset),
      at: timed ? at(momentIn(timed, line)) : null,
      text: quote(line.bytes, line.from, line.to),
    }),
  };
}
