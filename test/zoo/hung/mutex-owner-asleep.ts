/** A thread sleeps for an hour with a mutex that two others want. */
import type { Scene } from '../scene.ts';

const source = `
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void *keeps(void *unused) { pthread_mutex_lock(&mutex); say("ready\\n"); for (;;) sleep(3600); }
static void *wants(void *unused) { pthread_mutex_lock(&mutex); return NULL; }
int main(void) {
  pthread_t keeper, other;
  pthread_create(&keeper, NULL, keeps, NULL);
  usleep(100000);
  pthread_create(&other, NULL, wants, NULL);
  pthread_mutex_lock(&mutex);
}`;

const scene: Scene = {
  title: 'a thread sleeps with a mutex that two others want',
  shows: ['mutex', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    const [, keeper, other] = await stage.until(
      'three threads',
      () => stage.threads(pid).length === 3 && stage.threads(pid),
    );
    await stage.asleep(pid, ['futex']);
    await stage.asleep(pid, ['futex'], other);
    await stage.asleep(pid, ['clock_nanosleep', 'nanosleep'], keeper);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'sleep', victims: [] }],
      statuses: { [pid]: 'stuck' },
      edges: [{ from: pid, to: pid, kind: 'mutex', certain: true }],
    };
  },
};

export default scene;
