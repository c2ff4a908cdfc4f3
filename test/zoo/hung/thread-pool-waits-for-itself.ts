/** A pool of one worker, whose task submits another task and waits for its result. */
import type { Scene } from '../scene.ts';

const source = `
from concurrent.futures import ThreadPoolExecutor
pool = ThreadPoolExecutor(1)
def outer():
    return pool.submit(int, '1').result()
future = pool.submit(outer)
print('ready')
future.result()
`;

const scene: Scene = {
  title: 'a task of a pool with one worker waits for another task of that pool',
  shows: ['futex'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    const threads = await stage.until('the worker', () =>
      stage.threads(pid).length === 2 ? stage.threads(pid) : null,
    );
    for (const tid of threads) await stage.asleep(pid, ['futex'], tid);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'futex', cycle: [pid], victims: [] }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
