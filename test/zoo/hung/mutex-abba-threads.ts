/** Two threads take two mutexes in opposite order; the main thread joins one of them. */
import type { Scene } from '../scene.ts';

const source = `
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER, two = PTHREAD_MUTEX_INITIALIZER;
static void *forth(void *unused) {
  pthread_mutex_lock(&one);
  usleep(100000);
  pthread_mutex_lock(&two);
}
static void *back(void *unused) {
  pthread_mutex_lock(&two);
  usleep(250000);
  pthread_mutex_lock(&one);
}
int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, forth, NULL);
  pthread_create(&b, NULL, back, NULL);
  say("ready\\n");
  pthread_join(a, NULL);
}`;

const scene: Scene = {
  title: 'two threads take two mutexes in opposite order',
  shows: ['mutex', 'thread-join'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    for (const tid of stage.threads(pid)) await stage.asleep(pid, ['futex'], tid);
    const [, forth = 0, back = 0] = stage.threads(pid);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'mutex', cycle: [pid], cycleThreads: [forth, back], victims: [] }],
      statuses: { [pid]: 'stuck' },
      edges: [
        { from: pid, to: pid, kind: 'mutex', certain: true },
        { from: pid, to: pid, kind: 'thread-join', certain: true },
      ],
    };
  },
};

export default scene;
