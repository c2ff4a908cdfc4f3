/** Processes of concurrent.futures, started anew and not forked, with all their work done; the first thread waits for SIGTERM. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import concurrent.futures, multiprocessing, signal, threading
if __name__ == '__main__':
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    pool = concurrent.futures.ProcessPoolExecutor(2, mp_context=multiprocessing.get_context('spawn'))
    list(pool.map(abs, range(8)))
    print('ready')
    stop.wait()
`;

const scene: Scene = {
  title: 'a pool of spawned processes has nothing to do',
  shows: ['semaphore', 'pipe-read', 'futex'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['futex']);
    return restingTree(stage, pid);
  },
};

export default scene;
