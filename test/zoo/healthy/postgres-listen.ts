/** A client that listens to a channel, in poll on its connection: it may wait for days for a notification. */
import type { Scene } from '../scene.ts';
import { startPostgres } from '../services.ts';

const scene: Scene = {
  title: 'a PostgreSQL session has run LISTEN and reads the next statement from a pipe',
  shows: ['pipe-read', 'poll'],
  with: ['PostgreSQL'],
  needs: ['psql', 'python3'],
  async make(stage) {
    const { session } = await startPostgres(stage);
    const psql = await session();
    psql.write("listen news; select 'listening';\n");
    await psql.line('listening');
    await stage.asleep(psql.pid, ['read']);
    await stage.asleep(psql.backend, ['epoll_wait']);
    return { ask: [psql.pid, psql.backend], statuses: { [psql.backend]: 'idle' } };
  },
};

export default scene;
