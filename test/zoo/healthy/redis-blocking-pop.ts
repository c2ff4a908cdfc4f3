/** Three workers of a queue in a blocking pop without a limit: waiting is their trade, nobody owes them anything. */
import { allAre, atRest } from '../rest.ts';
import type { Scene } from '../scene.ts';
import { startRedis } from '../services.ts';

const scene: Scene = {
  title: 'three workers wait at an empty redis queue',
  shows: ['unix-receive', 'poll'],
  with: ['redis'],
  needs: ['redis-server', 'redis-cli', 'bash', 'python3'],
  async make(stage) {
    const redis = await startRedis(stage);
    const { pid } = await stage.bash(
      `for number in 1 2 3; do redis-cli -s ${redis.socket} blpop tasks 0 & done; echo ready; wait`,
    );
    const workers = await stage.until('three workers', () => {
      const children = stage.children(pid);
      return children.length === 3 && children;
    });
    for (const worker of workers) await stage.asleep(worker, ['read', 'poll', 'recvfrom']);
    return {
      ask: [pid],
      statuses: {
        ...allAre(workers, ['idle', 'suspect']),
        [redis.pid]: [...atRest],
        [pid]: ['idle', 'waiting'],
      },
    };
  },
};

export default scene;
