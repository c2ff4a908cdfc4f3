/** A master waits for its children, which are all in accept of the one listener that they inherited. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
import os, socket
listener = socket.create_server(('127.0.0.1', 0))
for number in range(4):
    if os.fork() == 0:
        while True:
            listener.accept()[0].close()
print('ready')
while True:
    os.wait()
`;

const scene: Scene = {
  title: 'four children of a prefork server are in accept',
  shows: ['child-exit', 'tcp-accept'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid } = await stage.python(source);
    await stage.asleep(pid, ['wait4']);
    return restingTree(stage, pid);
  },
};

export default scene;
