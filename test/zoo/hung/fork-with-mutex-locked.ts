/** A child of a program with threads inherits a locked mutex, but not the thread that would unlock it. */
import type { Scene } from '../scene.ts';

const source = `
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void *keeps(void *unused) {
  for (;;) {
    pthread_mutex_lock(&mutex);
    usleep(200000);
    pthread_mutex_unlock(&mutex);
    usleep(1000);
  }
}
int main(void) {
  pthread_t keeper;
  pthread_create(&keeper, NULL, keeps, NULL);
  usleep(100000);
  pid_t child = fork();
  if (child == 0) {
    pthread_mutex_lock(&mutex);
    _exit(0);
  }
  say("child %d\\nready\\n", child);
  waitpid(child, NULL, 0);
}`;

const scene: Scene = {
  title: 'a forked child wants a mutex that belongs to a thread which it has not got',
  shows: ['child-exit', 'mutex'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source);
    const child = Number(await parent.line('child'));
    await stage.asleep(child, ['futex']);
    await stage.asleep(parent.pid, ['wait4']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: 'mutex' }],
      statuses: { [child]: 'stuck' },
      edges: [{ from: parent.pid, to: child, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
