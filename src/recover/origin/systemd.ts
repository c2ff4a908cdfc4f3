/**
 * A systemd unit, by the control group (systemd.unit(5)): the last `*.service` of the path, whatever stands before it
 * when the reader is outside. A service of a user's own manager stands below `user@UID.service`.
 *
 *   0::/system.slice/fetcher.service
 *   0::/user.slice/user-1500.slice/user@1500.service/app.slice/fetcher.service
 *
 * What cron starts is in cron's group too: a process that is in another session than the main one is not the unit.
 */
import { cgroupPath, parseCgroup } from '../../sources/proc/cgroup.ts';
import { valueOf } from '../../view/view.ts';
import { ancestorsOf } from '../tree.ts';
import { askMs, pidIn, type Asked, type Origin } from './origin.ts';

export interface Unit {
  readonly name: string;
  /** Whose manager; null: the system's. */
  readonly uid: number | null;
}

export function unitIn(path: string): Unit | null {
  const parts = path.split('/');
  const at = parts.map((part) => /\.(?:service|scope)$/.test(part)).lastIndexOf(true);
  const name = parts[at];
  if (name === undefined || !name.endsWith('.service') || /^user@\d+\.service$/.test(name)) return null;
  const manager = parts
    .slice(0, at)
    .map((part) => /^user@(\d+)\.service$/.exec(part)?.[1])
    .find(Boolean);
  return { name, uid: manager === undefined ? null : Number(manager) };
}

export async function systemd({ hands, machine, stats, snapshot, isOrdered }: Asked): Promise<Origin | null> {
  const { pid, sid } = snapshot.stat;
  const groups = parseCgroup(valueOf(machine.view.text(cgroupPath(pid))) ?? '');
  const unit = unitIn(groups.get('') ?? '') ?? unitIn(groups.get('name=systemd') ?? '');
  const systemctl = hands.tool('systemctl');
  if (unit === null || systemctl === null || (!isOrdered && !hands.exists('/run/systemd/system')))
    return null;
  const control = unit.uid === null ? [systemctl] : [systemctl, '--user', '-M', `${unit.uid}@`];
  const show = async (): Promise<ReadonlyMap<string, string>> => {
    const properties = 'MainPID,LoadState,CanStart,RefuseManualStart,RefuseManualStop';
    const { stdout } = await hands.run([...control, 'show', '-p', properties, '--', unit.name], askMs);
    return new Map(
      stdout.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  };
  const shown = await show();
  const main = pidIn(shown.get('MainPID') ?? '');
  if (main === null && !isOrdered) return null;
  const isMain = main === null || main === pid;
  const mainStat = stats.find((stat) => stat.pid === main);
  if (!isMain && !(ancestorsOf(stats, pid).includes(main) && mainStat?.sid === sid)) return null;
  const cannot = [
    shown.get('LoadState') === 'loaded'
      ? null
      : `systemd says of it: LoadState=${shown.get('LoadState') ?? 'nothing'}`,
    shown.get('CanStart') === 'no' ? 'systemd cannot start it (CanStart=no)' : null,
    shown.get('RefuseManualStart') === 'yes' ? 'it may not be started by hand (RefuseManualStart=yes)' : null,
    shown.get('RefuseManualStop') === 'yes' ? 'it may not be stopped by hand (RefuseManualStop=yes)' : null,
  ];
  return {
    via: 'systemd',
    name: unit.name,
    because: `its control group is that of ${unit.name}`,
    pid: main ?? pid,
    stop: [...control, 'stop', '--', unit.name],
    start: [...control, 'start', '--', unit.name],
    mainPid: async () => pidIn((await show()).get('MainPID') ?? ''),
    refusal: cannot.find((one) => one !== null) ?? null,
  };
}
