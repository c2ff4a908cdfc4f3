/**
 * Where the standard descriptors of the new process lead (proc_pid_fd(5)): the same files, written at their end; the
 * same pipes, while somebody has their other end; the same terminal, without being its session's.
 */
import type { OpenFile, Snapshot } from './snapshot.ts';
import type { Stdio, StartPlan } from './start-plan.ts';

const names = ['input', 'output', 'error output'] as const;
const access = ['r', 'w', 'rw', 'r'] as const;

export function stdioOf({ stdio, stat }: Snapshot, lost: string[], refusals: string[]): StartPlan['stdio'] {
  const one = (fd: 0 | 1 | 2): Stdio => {
    const place = leadsTo(stdio[fd], `/proc/${stat.pid}/fd/${fd}`);
    if (place.to !== 'null' || place.lost === null) return place;
    if (fd === 0 && stdio[fd]?.target.startsWith('socket:')) {
      refusals.push('its input is a socket that whoever started it had opened');
    }
    lost.push(`its ${names[fd]} (${place.lost}): /dev/null instead`);
    return place;
  };
  return [one(0), one(1), one(2)];
}

function leadsTo(file: OpenFile | null, link: string): Stdio {
  if (file === null) return { to: 'null', lost: null };
  const { target, flags } = file;
  const mode = access[(flags ?? 0) & 3] ?? 'r';
  if (target === '/dev/null') return { to: 'null', lost: null };
  if (target.startsWith('pipe:')) return { to: 'pipe', path: link, access: mode };
  if (!target.startsWith('/')) return { to: 'null', lost: target };
  // the name of a rotated log has a new file, or none so far
  if (target.endsWith(' (deleted)')) {
    const path = target.slice(0, -' (deleted)'.length);
    return mode === 'r' ? { to: 'null', lost: target } : { to: 'file', path, access: mode, append: true };
  }
  return { to: 'file', path: target, access: mode, append: mode !== 'r' };
}
