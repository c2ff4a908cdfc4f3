/** A master in sigsuspend and two workers in epoll_wait: nothing to do. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';
import { startNginx } from '../services.ts';

const scene: Scene = {
  title: 'nginx waits for its clients',
  shows: ['signal', 'poll'],
  with: ['nginx'],
  needs: ['nginx', 'python3'],
  async make(stage) {
    const { pid } = await startNginx(stage, (port) => `server { listen 127.0.0.1:${port}; return 204; }`);
    await stage.asleep(pid, ['rt_sigsuspend']);
    return restingTree(stage, pid);
  },
};

export default scene;
