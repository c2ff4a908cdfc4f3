/** Three want a lock whose holder is stopped. */
import { holdsFlock, stop, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'the holder of an flock is stopped, three want it',
  shows: ['file-lock', 'stopped'],
  with: ['Perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    await stop(stage, holder.pid);
    const waiters = [];
    for (const name of ['one', 'two', 'three']) waiters.push((await wantsFlock(stage, file, name)).pid);
    return {
      ask: waiters,
      rootCauses: [{ pid: holder.pid, kind: 'stopped', victims: waiters }],
      // Those behind the first in the queue wait for its turn too: the holder is the one that all of them need.
      edges: waiters.map((from) => ({ from, to: holder.pid, kind: 'file-lock' })),
    };
  },
};

export default scene;
