/** A plain mutex is not recursive. */
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  say("ready\\n");
  pthread_mutex_lock(&mutex);
}`;

const scene: Scene = {
  title: 'one thread locks its plain mutex twice',
  shows: ['mutex'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['futex']);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'mutex', cycle: [pid], victims: [] }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
