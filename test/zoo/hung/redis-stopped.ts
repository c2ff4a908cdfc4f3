/** A data store that is stopped, and a client of it that has no timeout. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';
import { startRedis } from '../services.ts';

const scene: Scene = {
  title: 'a redis client waits for a redis server that is stopped',
  shows: ['unix-receive', 'stopped'],
  with: ['redis'],
  needs: ['redis-server', 'redis-cli', 'python3'],
  async make(stage) {
    const redis = await startRedis(stage);
    await stop(stage, redis.pid);
    const client = await stage.start(['redis-cli', '-s', redis.socket, 'get', 'station'], { ready: null });
    await stage.asleep(client.pid, ['read', 'poll', 'recvfrom']);
    return {
      ask: [client.pid],
      rootCauses: [{ pid: redis.pid, kind: 'stopped', victims: [client.pid] }],
      edges: [{ from: client.pid, to: redis.pid, kind: 'unix-receive' }],
    };
  },
};

export default scene;
