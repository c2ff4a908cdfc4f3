/** waitid(P_PGID): either of two children would do, and each hangs for a reason of its own. */
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  pid_t first = fork();
  if (first == 0) {
    int ends[2];
    char byte;
    pipe(ends);
    read(ends[0], &byte, 1);
  }
  setpgid(first, first);
  pid_t second = fork();
  if (second == 0) {
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&mutex);
    pthread_mutex_lock(&mutex);
  }
  setpgid(second, first);
  siginfo_t info;
  say("first %d\\nsecond %d\\nready\\n", first, second);
  waitid(P_PGID, first, &info, WEXITED);
}`;

const scene: Scene = {
  title: 'a parent waits for either of two children, and each of them hangs by itself',
  shows: ['child-exit', 'pipe-read', 'mutex'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source);
    const first = Number(await parent.line('first'));
    const second = Number(await parent.line('second'));
    await stage.asleep(first, ['read']);
    await stage.asleep(second, ['futex']);
    return {
      ask: [parent.pid],
      rootCauses: [
        { pid: first, kind: 'pipe-read' },
        { pid: second, kind: 'mutex', cycle: [second] },
      ],
      statuses: { [parent.pid]: 'stuck' },
      edges: [
        { from: parent.pid, to: first, kind: 'child-exit', certain: false },
        { from: parent.pid, to: second, kind: 'child-exit', certain: false },
      ],
    };
  },
};

export default scene;
