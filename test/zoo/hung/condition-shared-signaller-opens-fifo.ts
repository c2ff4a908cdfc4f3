/** A condition variable in shared memory; whoever should signal it opens a fifo. */
import type { Scene } from '../scene.ts';

const source = `
struct shared { pthread_mutex_t mutex; pthread_cond_t ready; };
int main(int count, char **args) {
  struct shared *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pthread_mutexattr_t how;
  pthread_condattr_t its;
  pthread_mutexattr_init(&how);
  pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&shared->mutex, &how);
  pthread_condattr_init(&its);
  pthread_condattr_setpshared(&its, PTHREAD_PROCESS_SHARED);
  pthread_cond_init(&shared->ready, &its);
  mkfifo(args[1], 0600);
  pid_t child = fork();
  if (child == 0) {
    open(args[1], O_WRONLY);
    pthread_cond_signal(&shared->ready);
    _exit(0);
  }
  say("ready %d\\n", child);
  pthread_mutex_lock(&shared->mutex);
  pthread_cond_wait(&shared->ready, &shared->mutex);
}`;

const scene: Scene = {
  title: 'a condition variable in shared memory, whose signaller opens a fifo that nobody reads',
  shows: ['futex', 'fifo-open'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid, line } = await stage.c(source, { args: [`${stage.dir}/fifo`] });
    const child = Number(await line('ready'));
    await stage.asleep(child, ['open', 'openat']);
    await stage.asleep(pid, ['futex']);
    return {
      ask: [pid],
      rootCauses: [{ pid: child, kind: 'fifo-open', victims: [pid] }],
      edges: [{ from: pid, to: child, kind: 'futex', certain: true }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
