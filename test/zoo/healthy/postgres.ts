/** A postmaster in its loop, its helpers each in theirs, and a session that is idle between two statements. */
import { allAre, tree } from '../rest.ts';
import type { Scene } from '../scene.ts';
import { startPostgres } from '../services.ts';

const scene: Scene = {
  title: 'PostgreSQL waits, with a session that is idle',
  shows: ['poll', 'pipe-read'],
  with: ['PostgreSQL'],
  needs: ['psql', 'python3'],
  async make(stage) {
    const { pid, session } = await startPostgres(stage);
    const idle = await session();
    await stage.asleep(idle.pid, ['read']);
    return { ask: [pid, idle.pid], statuses: allAre(tree(stage, pid), ['idle', 'running', 'waiting']) };
  },
};

export default scene;
