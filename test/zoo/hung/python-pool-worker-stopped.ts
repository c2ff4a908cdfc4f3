/** A result of multiprocessing.Pool that never comes: the worker that has the task is stopped. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
import multiprocessing, os, time

def work(number):
    print('worker', os.getpid())
    time.sleep(3600)

pool = multiprocessing.get_context('fork').Pool(1)
print('ready')
pool.map(work, [1])
`;

const scene: Scene = {
  title: 'the one worker of a pool is stopped in its task',
  shows: ['stopped'],
  with: ['Python', 'multiprocessing'],
  async make(stage) {
    const parent = await stage.python(source);
    const worker = Number(await parent.line('worker'));
    await stop(stage, worker);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: worker, kind: 'stopped' }],
      statuses: { [worker]: 'stuck' },
    };
  },
};

export default scene;
