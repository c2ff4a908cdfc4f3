/** A process died with a mutex in shared memory that is not robust: nobody will ever unlock it. */
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
    _exit(1);
  }
  waitpid(child, NULL, 0);
  say("ready\\n");
  pthread_mutex_lock(mutex);
}`;

const scene: Scene = {
  title: 'the process that locked a shared mutex has died',
  shows: ['mutex'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['futex']);
    return { ask: [pid], rootCauses: [{ pid, kind: 'mutex', victims: [] }], statuses: { [pid]: 'stuck' } };
  },
};

export default scene;
