/** A worker was killed while it read the queue, with the queue's lock taken; the other worker wants it, the parent joins. */
import type { Scene } from '../scene.ts';

const source = `
import multiprocessing, os, signal, time
multiprocessing.set_start_method('fork')
queue = multiprocessing.SimpleQueue()
def work():
    queue.get()
workers = [multiprocessing.Process(target=work) for _ in range(2)]
workers[0].start()
time.sleep(0.3)
workers[1].start()
time.sleep(0.3)
os.kill(workers[0].pid, signal.SIGKILL)
workers[0].join()
print('ready %d' % workers[1].pid)
workers[1].join()
`;

const scene: Scene = {
  title: 'a worker was killed in queue.get(), the other wants the lock that it took, and is joined',
  shows: ['semaphore', 'child-exit'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid, line } = await stage.python(source);
    const worker = Number(await line('ready'));
    await stage.asleep(worker, ['futex']);
    await stage.asleep(pid, ['wait4', 'poll']);
    return {
      ask: [pid],
      rootCauses: [{ pid: [pid, worker], kind: ['semaphore', 'child-exit'], cycle: [pid, worker] }],
      edges: [{ from: pid, to: worker, kind: 'child-exit', certain: true }],
      statuses: { [pid]: 'stuck', [worker]: 'stuck' },
    };
  },
};

export default scene;
