/** Fifty children of one parent, each at the end of a pipe from it. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import os, signal
ends = []
for number in range(50):
    reading, writing = os.pipe()
    if os.fork() == 0:
        for end in ends: os.close(end)
        os.close(writing)
        while os.read(reading, 100): pass
        os._exit(0)
    os.close(reading)
    ends.append(writing)
print('ready')
while True:
    signal.pause()
`;

const scene: Scene = {
  title: 'fifty workers wait for tasks from a parent that waits for tasks itself',
  shows: ['pipe-read', 'poll', 'signal'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['pause']);
    return restingTree(stage, pid);
  },
};

export default scene;
