/** A recursive mutex, taken twice by a thread that then reads a pipe which only this process could write. */
import type { Scene } from '../scene.ts';

const source = `
static pthread_mutex_t mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static void *keeps(void *unused) {
  int ends[2];
  char byte;
  pthread_mutex_lock(&mutex);
  pthread_mutex_lock(&mutex);
  pipe(ends);
  say("ready\\n");
  read(ends[0], &byte, 1);
}
int main(void) {
  pthread_t keeper;
  pthread_create(&keeper, NULL, keeps, NULL);
  usleep(200000);
  pthread_mutex_lock(&mutex);
}`;

const scene: Scene = {
  title: 'the owner of a recursive mutex reads from a pipe of its own',
  shows: ['mutex', 'pipe-read'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    const [, keeper = 0] = stage.threads(pid);
    await stage.asleep(pid, ['read'], keeper);
    await stage.asleep(pid, ['futex']);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'pipe-read', victims: [] }],
      edges: [{ from: pid, to: pid, kind: 'mutex', certain: true }],
    };
  },
};

export default scene;
