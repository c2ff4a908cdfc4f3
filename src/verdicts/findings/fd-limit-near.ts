/**
 * A process has nearly as many open files as it may have: soon accept, open and socket fail (EMFILE, getrlimit(2)).
 * Proven by /proc/PID/limits and the number of names in /proc/PID/fd.
 */
import { limitsPath, openFilesLimit } from '../../sources/proc/limits.ts';
import { valueOf } from '../../view/view.ts';
import { titled, type FindingRule } from './finding.ts';

const near = 0.9;

export const fdLimitNear: FindingRule = ({ view }, subjects) =>
  subjects.flatMap((process) => {
    const { pid } = process;
    const limit = openFilesLimit(valueOf(view.text(limitsPath(pid))) ?? '');
    const count = limit === null ? 0 : (valueOf(view.names(`/proc/${pid}/fd`))?.length ?? 0);
    if (limit === null || count === 0 || count < limit * near) return [];
    return [
      {
        kind: 'fd-limit-near' as const,
        pids: [pid],
        summary: `${titled(process)} has ${count} open files and may have ${limit} (ulimit -n)`,
      },
    ];
  });
