/** A read lock waits for the writer, who sleeps; the lock remembers the writer's tid. */
import type { Scene } from '../scene.ts';

const source = `
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static void *writes(void *unused) { pthread_rwlock_wrlock(&lock); say("ready\\n"); for (;;) sleep(3600); }
int main(void) {
  pthread_t writer;
  pthread_create(&writer, NULL, writes, NULL);
  usleep(200000);
  pthread_rwlock_rdlock(&lock);
}`;

const scene: Scene = {
  title: 'a reader waits for a writer that sleeps',
  shows: ['mutex', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['futex']);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'sleep', victims: [] }],
      statuses: { [pid]: 'stuck' },
      edges: [{ from: pid, to: pid, kind: 'mutex', certain: true }],
    };
  },
};

export default scene;
