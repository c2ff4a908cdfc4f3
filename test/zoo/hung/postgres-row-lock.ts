/**
 * One session updates a row and stays idle in its transaction; another wants that row. Who has it stands in the
 * server's own tables; the kernel shows a client whose backend owes it an answer and waits without end.
 */
import type { Scene } from '../scene.ts';
import { startPostgres } from '../services.ts';

const scene: Scene = {
  title: 'a PostgreSQL session waits for a row of a transaction that is idle',
  shows: ['unix-receive', 'poll'],
  with: ['PostgreSQL'],
  needs: ['psql', 'python3'],
  async make(stage) {
    const { session } = await startPostgres(stage);
    const idle = await session();
    idle.write('create table station (id int); insert into station values (1);\n');
    idle.write("begin; update station set id = 2; select 'updated';\n");
    await idle.line('updated');
    const waiting = await session();
    waiting.write('update station set id = 3;\n');
    const query = "select 'waits' from pg_stat_activity where wait_event_type = 'Lock';\n";
    const watch = await session();
    await stage.until('a lock wait', async () => {
      watch.write(query);
      await stage.run(['sleep', '0.1']);
      return watch.lines.includes('waits');
    });
    await stage.asleep(waiting.backend, ['epoll_wait', 'semop', 'futex']);
    await stage.asleep(waiting.pid, ['poll']);
    return {
      ask: [waiting.pid],
      rootCauses: [
        {
          pid: [waiting.backend, idle.backend, idle.pid],
          kind: ['poll', 'semaphore', 'futex', 'signal', 'unix-receive', 'pipe-read'],
        },
      ],
      statuses: { [waiting.pid]: 'stuck', [waiting.backend]: 'stuck' },
    };
  },
};

export default scene;
