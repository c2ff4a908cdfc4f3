/** A program that works: it computes and writes, and its parent waits for it. Nothing is stuck. */
import type { Scene } from '../scene.ts';

const source = `
import os, sys, zlib
child = os.fork()
if child == 0:
    data = os.urandom(1 << 20)
    sink = open('/dev/null', 'wb')
    while True:
        sink.write(zlib.compress(data, 9))
print('child %d' % child)
print('ready')
os.waitpid(child, 0)
`;

const scene: Scene = {
  title: 'a parent waits for a child that works',
  shows: ['child-exit'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid, line } = await stage.python(source);
    const child = Number(await line('child'));
    await stage.asleep(pid, ['wait4']);
    return { ask: [pid], statuses: { [pid]: 'waiting', [child]: ['running', 'spinning'] } };
  },
};

export default scene;
