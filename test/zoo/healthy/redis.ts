/** A data store of several threads at rest: its loop in epoll_wait, its helpers at condition variables. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';
import { startRedis } from '../services.ts';

const scene: Scene = {
  title: 'redis waits for its clients',
  shows: ['poll', 'futex'],
  with: ['redis'],
  needs: ['redis-server', 'python3'],
  async make(stage) {
    const { pid } = await startRedis(stage);
    return restingTree(stage, pid);
  },
};

export default scene;
