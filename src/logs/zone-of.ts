/**
 * The zone in which a process writes its clock: TZ as it was started with (/proc/PID/environ), else the /etc/localtime
 * that it sees (a container has its own), else this host's.
 */
import type { Machine } from '../machine/machine.ts';
import { valueOf } from '../view/view.ts';
import { utc, zoneOf, zoneOfTzFile, type Zone } from './timestamps/zone.ts';

function ofEnvironment(environ: string | null): Zone | null {
  const setting = environ?.split('\0').find((one) => one.startsWith('TZ='));
  return setting === undefined ? null : zoneOf(setting.slice(3));
}

export async function zoneOfProcess(machine: Machine, pid: number): Promise<Zone> {
  const { view } = machine;
  const environ = `/proc/${pid}/environ`;
  await view.slow([environ]);
  const own = ofEnvironment(valueOf(view.text(environ)));
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
