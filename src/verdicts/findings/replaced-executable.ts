/**
 * It runs a program file that is no longer there: deleted, or replaced by a newer one, which a package upgrade does by
 * renaming the new file over the old one (a file that runs cannot be written to, ETXTBSY). Proven by the link
 * /proc/PID/exe: `/usr/sbin/nginx (deleted)` (proc_pid_exe(5)). Silent about programs that run from memory alone.
 */
import { valueOf } from '../../view/view.ts';
import { titled, withoutDeleted, type FindingRule } from './finding.ts';

export const replacedExecutable: FindingRule = (_machine, subjects) => {
  const byFile = new Map<string, (typeof subjects)[number][]>();
  for (const process of subjects) {
    const exe = valueOf(process.exe) ?? '';
    if (!exe.endsWith(' (deleted)') || exe.startsWith('/memfd:')) continue;
    byFile.set(exe, [...(byFile.get(exe) ?? []), process]);
  }
  return [...byFile].map(([exe, [first, ...others]]) => ({
    kind: 'replaced-executable',
    pids: [...(first ? [first] : []), ...others].map(({ pid }) => pid),
    summary:
      `${first ? titled(first) : ''}${others.length > 0 ? ` and ${others.length} more` : ''} still ` +
      `${others.length > 0 ? 'run' : 'runs'} ${withoutDeleted(exe)} as it was before the file was replaced or deleted`,
  }));
};
