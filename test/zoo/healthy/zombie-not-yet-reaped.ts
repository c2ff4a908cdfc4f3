/** One child has ended and its parent has not looked yet: a zombie alone is nothing wrong. */
import type { Scene } from '../scene.ts';

const source = `
import os, time
child = os.fork()
if child == 0:
    os._exit(0)
print('child %d' % child)
print('ready')
time.sleep(3600)
`;

const scene: Scene = {
  title: 'a sleeping parent has not collected its child yet',
  shows: ['zombie', 'sleep'],
  with: ['Python 3'],
  needs: ['python3'],
  async make(stage) {
    const { pid, line } = await stage.python(source);
    const child = Number(await line('child'));
    await stage.inState(child, 'Z');
    return { ask: [pid], statuses: { [pid]: 'idle', [child]: 'zombie' } };
  },
};

export default scene;
