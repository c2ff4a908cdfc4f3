/** pthread_join refuses two threads that join each other; it does not see a ring of three. */
import type { Scene } from '../scene.ts';

const source = `
static pthread_t threads[3];
static void *joins(void *number) {
  usleep(100000 * ((long)number + 1));
  pthread_join(threads[((long)number + 1) % 3], NULL);
}
int main(void) {
  threads[0] = pthread_self();
  pthread_create(&threads[1], NULL, joins, (void *)1);
  pthread_create(&threads[2], NULL, joins, (void *)2);
  say("ready\\n");
  joins((void *)0);
}`;

const scene: Scene = {
  title: 'three threads join each other in a ring',
  shows: ['thread-join'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    const [, one = 0, two = 0] = await stage.until(
      'three threads',
      () => stage.threads(pid).length === 3 && stage.threads(pid),
    );
    for (const tid of [pid, one, two]) await stage.asleep(pid, ['futex'], tid);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'thread-join', cycle: [pid], cycleThreads: [pid, one, two], victims: [] }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
