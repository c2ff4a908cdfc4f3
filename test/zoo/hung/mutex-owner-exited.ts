/** A thread has ended without unlocking. Another thread of the program goes on as if nothing were. */
import type { Scene } from '../scene.ts';

const source = `
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void *leaves(void *unused) { pthread_mutex_lock(&mutex); return NULL; }
static void *idles(void *unused) { for (;;) sleep(3600); }
int main(void) {
  pthread_t thread, other;
  pthread_create(&other, NULL, idles, NULL);
  pthread_create(&thread, NULL, leaves, NULL);
  pthread_join(thread, NULL);
  say("ready\\n");
  pthread_mutex_lock(&mutex);
}`;

const scene: Scene = {
  title: 'the thread that locked the mutex has ended',
  shows: ['mutex'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['futex']);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'mutex', victims: [] }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
