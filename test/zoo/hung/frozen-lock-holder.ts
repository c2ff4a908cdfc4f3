/** Somebody has frozen the container of the one that holds the lock (version 1 of the freezer, where it is mounted). */
import { newGroup } from '../control-groups.ts';
import { holdsFlock, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'the holder of a lock is in a frozen control group',
  shows: ['frozen', 'file-lock'],
  with: ['Perl'],
  needs: ['perl'],
  root: true,
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    const group = await newGroup(stage, 'freezer', ({ version, write }) =>
      version === 1 ? write('freezer.state', 'THAWED') : write('cgroup.freeze', '0'),
    );
    group.add(holder.pid);
    if (group.version === 1) {
      group.write('freezer.state', 'FROZEN');
      await stage.until('frozen', () => group.read('freezer.state').trim() === 'FROZEN');
    } else {
      group.write('cgroup.freeze', '1');
      await stage.until('frozen', () => group.read('cgroup.events').includes('frozen 1'));
    }
    const waiter = await wantsFlock(stage, file);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'frozen', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
