/** A lock is wanted, and whoever has it works: the waiter waits, nothing is stuck. */
import { join } from 'node:path';
import { holdsFlock, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a process waits for a lock whose holder works',
  shows: ['file-lock'],
  with: ['Perl'],
  needs: ['perl'],
  async make(stage) {
    const file = join(stage.dir, 'lock');
    const work = 'open(my $sink, ">", "/dev/null"); while (1) { print $sink ("x" x 100000) }';
    const holder = await holdsFlock(stage, file, work);
    const waiter = await wantsFlock(stage, file);
    return {
      ask: [waiter.pid],
      statuses: { [waiter.pid]: 'waiting', [holder.pid]: 'running' },
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
