/** What else is odd about the processes, stuck or not. */
import { safe } from '../safe.ts';
import { heading, paragraph, type Section } from './page.ts';

export const findings: Section = (report, page) =>
  report.findings.length === 0
    ? []
    : [
        heading('Also found', page),
        ...report.findings.flatMap(({ summary, kind, pids }) => {
          const about =
            pids.length > 5 ? `${pids.slice(0, 5).join(' ')} … ${pids.length} in all` : pids.join(' ');
          return paragraph(`${safe(summary)} (${kind}: ${about})`, page);
        }),
      ];
