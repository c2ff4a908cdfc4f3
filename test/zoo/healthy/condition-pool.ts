/** Thirty threads at one condition variable, and a main thread that joins them. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import threading
condition = threading.Condition()
started = threading.Barrier(31)
def work():
    started.wait()
    while True:
        with condition:
            condition.wait()
threads = [threading.Thread(target=work) for _ in range(30)]
for thread in threads: thread.start()
started.wait()
print('ready')
for thread in threads: thread.join()
`;

const scene: Scene = {
  title: 'threads wait at a condition variable until there is something to do',
  shows: ['futex', 'thread-join'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['futex']);
    return restingTree(stage, pid);
  },
};

export default scene;
