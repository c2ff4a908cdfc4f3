/**
 * A container, by the name of its control group: `docker-ID.scope`, `/docker/ID`, `libpod-ID`. Its runtime must know
 * it. Where why-stuck is in the same one, it cannot ask the runtime, and the program is a plain one.
 */
import { cgroupPath, parseCgroup } from '../../sources/proc/cgroup.ts';
import { valueOf } from '../../view/view.ts';
import { inheritedOf } from '../snapshot.ts';
import { askMs, pidIn, type Asked, type Origin } from './origin.ts';

export function containerIn(path: string): { readonly id: string; readonly runtime: string } | null {
  const [, before, id] = /(docker|libpod)[-/]([0-9a-f]{64})/.exec(path) ?? [];
  return before === undefined || id === undefined
    ? null
    : { id, runtime: before === 'libpod' ? 'podman' : 'docker' };
}

export async function container({
  hands,
  machine,
  snapshot,
  killAfterSeconds,
}: Asked): Promise<Origin | null> {
  const { pid } = snapshot.stat;
  const paths = [...parseCgroup(valueOf(machine.view.text(cgroupPath(pid))) ?? '').values()];
  const found = paths.map(containerIn).find((one) => one !== null);
  const own = inheritedOf(machine.view, 'self').namespaces.get('pid');
  const tool = found ? hands.tool(found.runtime) : null;
  if (!found || tool === null || snapshot.namespaces.get('pid') === own) return null;
  const mainPid = async (): Promise<number | null> =>
    // a stopped one has 0
    pidIn((await hands.run([tool, 'inspect', '-f', '{{.State.Pid}}', found.id], askMs)).stdout);
  const main = await mainPid();
  if (main === null) return null;
  return {
    via: 'container',
    name: found.id.slice(0, 12),
    because: `its control group is that of a container of ${found.runtime}`,
    pid: main,
    stop: [tool, 'stop', '-t', String(Math.ceil(killAfterSeconds)), found.id],
    start: [tool, 'start', found.id],
    mainPid,
    refusal: null,
  };
}
