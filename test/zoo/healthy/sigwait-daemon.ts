/** The main thread takes all signals, a worker sleeps on a condition variable. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
static pthread_mutex_t state = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static void *work(void *unused) {
  pthread_mutex_lock(&state);
  for (;;) pthread_cond_wait(&more, &state);
}
int main(void) {
  sigset_t set;
  int number;
  pthread_t thread;
  sigfillset(&set);
  sigprocmask(SIG_BLOCK, &set, NULL);
  pthread_create(&thread, NULL, work, NULL);
  say("ready\\n");
  for (;;) sigwait(&set, &number);
}`;

const scene: Scene = {
  title: 'a daemon is in sigwait',
  shows: ['signal', 'futex'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['rt_sigtimedwait']);
    return restingTree(stage, pid);
  },
};

export default scene;
