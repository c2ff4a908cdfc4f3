/** Workers of a ThreadPoolExecutor at its queue, and a main thread that sleeps until there is more to do. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import concurrent.futures, threading, time
pool = concurrent.futures.ThreadPoolExecutor(8)
barrier = threading.Barrier(8)
list(pool.map(lambda _: barrier.wait() and None, range(8)))
print('ready')
while True:
    time.sleep(3600)
`;

const scene: Scene = {
  title: 'a thread pool has nothing to do',
  shows: ['futex', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['clock_nanosleep', 'select', 'pselect6']);
    return restingTree(stage, pid);
  },
};

export default scene;
