/** Workers at a condition variable in shared memory; their master acts on signals alone. */
import { allAre, atRest } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
struct shared { pthread_mutex_t lock; pthread_cond_t work; };
int main(void) {
  struct shared *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pthread_mutexattr_t lock;
  pthread_condattr_t work;
  pthread_mutexattr_init(&lock);
  pthread_mutexattr_setpshared(&lock, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&shared->lock, &lock);
  pthread_condattr_init(&work);
  pthread_condattr_setpshared(&work, PTHREAD_PROCESS_SHARED);
  pthread_cond_init(&shared->work, &work);
  for (int number = 0; number < 2; number++) {
    if (fork() != 0) continue;
    pthread_mutex_lock(&shared->lock);
    for (;;) pthread_cond_wait(&shared->work, &shared->lock);
  }
  say("ready\\n");
  for (;;) pause();
}
`;

const scene: Scene = {
  title: 'two workers wait at a shared condition variable for a master that waits for a signal',
  shows: ['futex', 'signal'],
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
