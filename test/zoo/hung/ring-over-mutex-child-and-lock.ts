/** One thread waits for a child with a mutex locked; the child wants a file lock; the thread that has it, the mutex. */
import type { Scene } from '../scene.ts';

const source = `
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static void *keepsLock(void *path) {
  flock(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), LOCK_EX);
  usleep(400000);
  pthread_mutex_lock(&mutex);
  return NULL;
}
int main(int count, char **args) {
  pthread_t thread;
  pthread_create(&thread, NULL, keepsLock, args[1]);
  usleep(100000);
  pthread_mutex_lock(&mutex);
  pid_t child = fork();
  if (child == 0) {
    usleep(100000);
    execlp("flock", "flock", args[1], "true", NULL);
  }
  say("child %d\\nready\\n", child);
  waitpid(child, NULL, 0);
}`;

const scene: Scene = {
  title: 'a ring over a child, a file lock and a mutex between threads',
  shows: ['child-exit', 'file-lock', 'mutex'],
  with: ['C', 'flock'],
  needs: ['gcc', 'flock'],
  async make(stage) {
    const { pid, line } = await stage.c(source, { args: [`${stage.dir}/lock`] });
    const child = Number(await line('child'));
    const thread = await stage.until('the thread', () => stage.threads(pid).find((tid) => tid !== pid));
    await stage.asleep(child, ['flock']);
    await stage.asleep(pid, ['futex'], thread);
    return {
      ask: [child],
      rootCauses: [{ pid, kind: 'child-exit', cycle: [pid, child], victims: [child] }],
      edges: [
        { from: pid, to: child, kind: 'child-exit', certain: true },
        { from: child, to: pid, kind: 'file-lock', certain: true },
        { from: pid, to: pid, kind: 'mutex', certain: true },
      ],
    };
  },
};

export default scene;
