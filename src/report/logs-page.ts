/** The entries of `logs` alone, as text: what `why-stuck logs` prints. */
import { Chalk } from 'chalk';
import type { ReportLog } from './report.ts';
import { logEntries } from './text/logs.ts';

export const logsPage = (entries: readonly ReportLog[], columns: number): string =>
  `${logEntries(entries, { columns: Math.max(40, columns), paint: new Chalk({ level: 0 }), explains: false }).join('\n')}\n`;
