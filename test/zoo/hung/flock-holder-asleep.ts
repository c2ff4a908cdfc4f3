/** The plainest of all: one has the lock and sleeps, the other wants it. Asked for by a pattern. */
import { holdsFlock, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'the holder of an flock sleeps for an hour',
  shows: ['file-lock', 'sleep'],
  with: ['Perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const began = Date.now();
    const holder = await holdsFlock(stage, file);
    const took = Date.now() - began;
    const waiter = await wantsFlock(stage, file);
    return {
      ask: `${stage.dir}/waiter`,
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [waiter.pid] }],
      statuses: { [waiter.pid]: 'stuck', [holder.pid]: 'stuck' },
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
      ...(took < 50 ? { startedAtMs: { [holder.pid]: began + took / 2 } } : {}),
    };
  },
};

export default scene;
