/** The only thread of a process waits on a condition variable: nobody is left to signal it. The parent waits for it. */
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  pid_t child = fork();
  if (child == 0) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    pthread_mutex_lock(&mutex);
    pthread_cond_wait(&condition, &mutex);
  }
  say("child %d\\nready\\n", child);
  waitpid(child, NULL, 0);
}`;

const scene: Scene = {
  title: 'the only thread of a child waits on a condition variable, and the parent for the child',
  shows: ['child-exit', 'futex'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source);
    const child = Number(await parent.line('child'));
    await stage.asleep(child, ['futex']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: 'futex', victims: [parent.pid] }],
      edges: [{ from: parent.pid, to: child, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
