/** A worker in get() of a queue that another process keeps: that one has read the question, and a thread of its waits for an item. */
import type { Scene } from '../scene.ts';

const source = `
import multiprocessing, signal
def work(items):
    while True:
        items.get()
if __name__ == '__main__':
    manager = multiprocessing.Manager()
    items = manager.Queue()
    worker = multiprocessing.Process(target=work, args=(items,), daemon=True)
    worker.start()
    print('worker %d' % worker.pid)
    print('ready')
    signal.sigwait([signal.SIGTERM])
`;

const scene: Scene = {
  title: 'a worker waits for an item of a queue that a manager process keeps',
  shows: ['unix-receive', 'futex'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid, line } = await stage.python(source);
    const worker = Number(await line('worker'));
    await stage.asleep(worker, ['read', 'recvfrom']);
    return { ask: [pid], statuses: { [worker]: ['idle', 'suspect', 'waiting'] } };
  },
};

export default scene;
