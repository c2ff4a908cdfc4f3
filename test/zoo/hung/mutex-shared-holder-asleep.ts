/** A mutex in memory shared by a parent and its child, at the same address in both. */
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  pthread_mutex_t *mutex = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pthread_mutexattr_t how;
  pthread_mutexattr_init(&how);
  pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(mutex, &how);
  pid_t child = fork();
  if (child == 0) {
    pthread_mutex_lock(mutex);
    for (;;) sleep(3600);
  }
  usleep(100000);
  say("child %d\\nready\\n", child);
  pthread_mutex_lock(mutex);
}`;

const scene: Scene = {
  title: 'a child sleeps with a mutex in memory that it shares with its parent',
  shows: ['mutex', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source);
    const child = Number(await parent.line('child'));
    await stage.asleep(parent.pid, ['futex']);
    await stage.asleep(child, ['clock_nanosleep', 'nanosleep']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: 'sleep', victims: [parent.pid] }],
      edges: [{ from: parent.pid, to: child, kind: 'mutex', certain: true }],
    };
  },
};

export default scene;
