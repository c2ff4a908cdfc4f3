/** A CPU quota of a thousandth of a core: the holder of the lock computes, and hardly ever may. */
import { newGroup } from '../control-groups.ts';
import { holdsFlock, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'the holder of a lock computes under a CPU quota that leaves it next to nothing',
  shows: ['throttled', 'file-lock'],
  with: ['Perl'],
  needs: ['perl'],
  root: true,
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const group = await newGroup(stage, 'cpu', ({ version, write }) =>
      version === 1 ? write('cpu.cfs_quota_us', '-1') : write('cpu.max', 'max'),
    );
    const holder = await holdsFlock(stage, file, 'my $sum = 0; while (1) { $sum++ }');
    if (group.version === 1) {
      group.write('cpu.cfs_period_us', '1000000');
      group.write('cpu.cfs_quota_us', '1000');
    } else {
      group.write('cpu.max', '1000 1000000');
    }
    group.add(holder.pid);
    await stage.until('throttled', () => /nr_throttled [1-9]/.test(group.read('cpu.stat')));
    const waiter = await wantsFlock(stage, file);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'throttled', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
