/** A named POSIX semaphore is a word in shared memory without an owner: two have it mapped, one of them is stopped. */
import { rmSync } from 'node:fs';
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  sem_t *semaphore = sem_open(args[1], O_CREAT, 0600, 1);
  if (count > 2) say("ready\\n");
  sem_wait(semaphore);
  say("ready\\n");
  sleep(3600);
}`;

const scene: Scene = {
  title: 'the holder of a named POSIX semaphore is stopped',
  shows: ['semaphore', 'stopped'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const name = `/${stage.dir.split('/').at(-1) ?? ''}`;
    stage.atEnd(() => rmSync(`/dev/shm/sem.${name.slice(1)}`, { force: true }));
    const holder = await stage.c(source, { name: 'holder', args: [name] });
    await stop(stage, holder.pid);
    const waiter = await stage.c(source, { name: 'waiter', args: [name, 'want'] });
    await stage.asleep(waiter.pid, ['futex']);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'stopped' }],
      statuses: { [waiter.pid]: 'stuck' },
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'semaphore' }],
    };
  },
};

export default scene;
