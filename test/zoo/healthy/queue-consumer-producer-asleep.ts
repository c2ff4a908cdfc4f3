/** A producer that produces every half minute, and a consumer in Queue.get(). */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import queue, threading, time
items = queue.Queue()
def produce():
    while True:
        items.put(time.time())
        time.sleep(30)
threading.Thread(target=produce).start()
items.get()
print('ready')
while True:
    items.get()
`;

const scene: Scene = {
  title: 'a consumer waits for a producer that sleeps between two items',
  shows: ['futex', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['futex']);
    return restingTree(stage, pid);
  },
};

export default scene;
