/** QueueHandler and QueueListener: one thread waits for records, the main one for a signal. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import logging, logging.handlers, queue, signal
records = queue.Queue()
listener = logging.handlers.QueueListener(records, logging.NullHandler())
listener.start()
logging.getLogger().addHandler(logging.handlers.QueueHandler(records))
logging.getLogger().warning('started')
print('ready')
signal.pause()
`;

const scene: Scene = {
  title: 'a listener of a logging queue waits for records',
  shows: ['futex', 'signal'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['pause']);
    return restingTree(stage, pid);
  },
};

export default scene;
