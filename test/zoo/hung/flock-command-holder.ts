/** flock(1) and the command that it runs share one open file description: both hold the lock. */
import { wantsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: '`flock FILE sleep 3600` holds the lock that another wants',
  shows: ['file-lock', 'sleep'],
  with: ['flock', 'coreutils', 'Perl'],
  needs: ['flock'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const flock = await stage.start(['flock', file, 'sleep', '3600'], { ready: null });
    const sleep = await stage.until('sleep', () => stage.children(flock.pid)[0]);
    await stage.asleep(sleep, ['clock_nanosleep', 'nanosleep']);
    const waiter = await wantsFlock(stage, file);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: sleep, kind: 'sleep' }],
      statuses: { [waiter.pid]: 'stuck' },
    };
  },
};

export default scene;
