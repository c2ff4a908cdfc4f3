/** One pattern, two hangs that have nothing to do with each other. */
import { holdsFlock, stop, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'two waiters match, and each waits for somebody else',
  shows: ['file-lock', 'sleep', 'stopped'],
  with: ['Perl'],
  async make(stage) {
    const [one, two] = [`${stage.dir}/one`, `${stage.dir}/two`];
    const sleeps = await holdsFlock(stage, one, 'sleep 3600;', 'sleeps');
    const stopped = await holdsFlock(stage, two, 'sleep 3600;', 'stopped');
    await stop(stage, stopped.pid);
    const first = await wantsFlock(stage, one, 'wants-one');
    const second = await wantsFlock(stage, two, 'wants-two');
    return {
      ask: `${stage.dir}/wants`,
      rootCauses: [
        { pid: sleeps.pid, kind: 'sleep', victims: [first.pid] },
        { pid: stopped.pid, kind: 'stopped', victims: [second.pid] },
      ],
    };
  },
};

export default scene;
