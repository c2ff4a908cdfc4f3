/** A read lock has no owner in memory: who wants to write waits, and nothing shows for whom. */
import type { Scene } from '../scene.ts';

const source = `
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static void *reads(void *unused) { pthread_rwlock_rdlock(&lock); say("ready\\n"); for (;;) sleep(3600); }
int main(void) {
  pthread_t reader;
  pthread_create(&reader, NULL, reads, NULL);
  usleep(200000);
  pthread_rwlock_wrlock(&lock);
}`;

const scene: Scene = {
  title: 'a writer waits for a reader that sleeps',
  shows: ['futex'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['futex']);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: ['sleep', 'futex'] }],
      statuses: { [pid]: ['suspect', 'stuck'] },
    };
  },
};

export default scene;
