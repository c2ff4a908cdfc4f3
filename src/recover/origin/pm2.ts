/**
 * pm2's programs have `pm_id` and PM2_HOME in their environment (pm2.keymetrics.io); `pm2 jlist` must confirm the
 * process. pm2 stands on the PATH that the program itself has, and is run as its user: it talks to that user's daemon.
 */
import { ancestorsOf } from '../tree.ts';
import { variablesOf } from './environment.ts';
import { askMs, type Asked, type Origin } from './origin.ts';

export async function pm2({ hands, machine, stats, snapshot }: Asked): Promise<Origin | null> {
  const { pid } = snapshot.stat;
  const {
    pm_id: id,
    PM2_HOME: home,
    PATH: path,
  } = variablesOf(machine.view, pid, ['pm_id', 'PM2_HOME', 'PATH']);
  const tool = (path ?? '')
    .split(':')
    .filter((directory) => directory.startsWith('/'))
    .map((directory) => `${directory}/pm2`)
    .find((file) => hands.exists(file));
  const env = hands.tool('env');
  if (id === undefined || !/^\d+$/.test(id) || home === undefined || tool === undefined || env === null)
    return null;
  const uid = snapshot.uids[1] ?? 0;
  const setpriv = hands.tool('setpriv');
  const asUser =
    uid === 0 || setpriv === null
      ? []
      : [setpriv, `--reuid=${uid}`, `--regid=${snapshot.gids[1] ?? uid}`, '--clear-groups', '--'];
  const control = [...asUser, env, `PM2_HOME=${home}`, `PATH=${path}`, tool];
  const mainPid = async (): Promise<number | null> =>
    pidInList((await hands.run([...control, 'jlist'], askMs)).stdout, Number(id));
  const main = await mainPid();
  if (main === null || (main !== pid && !ancestorsOf(stats, pid).includes(main))) return null;
  return {
    via: 'pm2',
    name: id,
    because: `pm2 names ${main} as its program ${id}`,
    pid: main,
    stop: [...control, 'stop', id],
    start: [...control, 'start', id],
    mainPid,
    refusal: null,
  };
}

/** The last line is JSON; what stands before it may be a greeting. */
export function pidInList(text: string, id: number): number | null {
  try {
    const list: unknown = JSON.parse(text.trim().split('\n').at(-1) ?? '');
    if (!Array.isArray(list)) return null;
    for (const one of list as readonly unknown[]) {
      if (typeof one !== 'object' || one === null || !('pm_id' in one) || !('pid' in one)) continue;
      if (one.pm_id === id && typeof one.pid === 'number' && one.pid > 1) return one.pid;
    }
    return null;
  } catch {
    return null;
  }
}
