/** Workers of a pool take their work from shared memory, counted by a semaphore there that their master posts. Nothing tells it from a lock. */
import { allAre, atRest } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  sem_t *work = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  sem_init(work, 1, 0);
  for (int number = 0; number < 2; number++) {
    if (fork() == 0) for (;;) sem_wait(work);
  }
  say("ready\\n");
  for (;;) sleep(60);
}
`;

const scene: Scene = {
  title: 'two workers wait for work at a shared semaphore, and their master sleeps',
  shows: ['semaphore', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    const workers = await stage.until('two workers', () => {
      const all = stage.children(pid);
      return all.length === 2 && all;
    });
    for (const worker of workers) await stage.asleep(worker, ['futex']);
    return { ask: [pid], statuses: { [pid]: atRest, ...allAre(workers, ['idle', 'suspect', 'waiting']) } };
  },
};

export default scene;
