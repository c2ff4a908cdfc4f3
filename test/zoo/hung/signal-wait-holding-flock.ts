/** A holder waits for a signal that nobody sends. */
import { holdsFlock, wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'the holder of a lock waits for a signal',
  shows: ['file-lock', 'signal'],
  with: ['Perl'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file, `use POSIX; POSIX::sigsuspend(POSIX::SigSet->new);`);
    await stage.asleep(holder.pid, ['rt_sigsuspend']);
    const waiter = await wantsFlock(stage, file);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'signal', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
