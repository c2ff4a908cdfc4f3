/**
 * The zone in which a process writes its clock: TZ as it was started with (/proc/PID/environ), else the /etc/localtime
 * that it sees (a container has its own), else this host's.
 */
import type { Machine } from '../machine/machine.ts';
import { runChild } from '../view/child.ts';
import { toolPath } from '../view/tools.ts';
import { valueOf } from '../view/view.ts';
import { utc, zoneOf, zoneOfTzFile, type Zone } from './timestamps/zone.ts';

const deadlineMs = 500;

/** Only this one variable is taken out of an environment, by a child: reading it can block, and the rest is secret. */
async function ofEnvironment(procRoot: string, pid: number): Promise<Zone | null> {
  const grep = toolPath('grep');
  if (grep === null) return null;
  const ended = await runChild(grep, ['-z', '-m1', '^TZ=', `${procRoot}/${pid}/environ`], deadlineMs);
  const setting = ended.how === 'exit' && ended.code === 0 ? ended.stdout.replace(/\0.*/s, '') : '';
  return setting.startsWith('TZ=') ? zoneOf(setting.slice(3)) : null;
}

export async function zoneOfProcess({ view }: Machine, pid: number, procRoot: string): Promise<Zone> {
  const own = await ofEnvironment(procRoot, pid);
  if (own) return own;
  const localtime = `/proc/${pid}/root/etc/localtime`;
  const link = valueOf(view.link(localtime));
  if (link !== null) return zoneOf(link) ?? hostZone();
  const file = valueOf(view.text(localtime));
  return (file === null ? null : zoneOfTzFile(file)) ?? hostZone();
}

/** This host's, as the reader of the report has it. */
export function hostZone(): Zone {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zoneOf(name) ?? utc;
}
