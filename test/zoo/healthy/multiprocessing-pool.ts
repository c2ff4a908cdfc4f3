/** One idle worker reads the task pipe and holds its lock, the others queue at the lock. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import multiprocessing, time
pool = multiprocessing.Pool(5)
pool.map(abs, range(100))
print('ready')
while True:
    time.sleep(3600)
`;

const scene: Scene = {
  title: 'a multiprocessing pool has nothing to do',
  shows: ['semaphore', 'pipe-read', 'futex'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['clock_nanosleep', 'select', 'pselect6']);
    return restingTree(stage, pid);
  },
};

export default scene;
