/** The owner of a mutex in shared memory lives in a pid namespace: the word has its number there. It reads a fifo of its own. */
import type { Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  int file = open(args[1], O_RDWR | O_CREAT, 0600);
  ftruncate(file, 4096);
  pthread_mutex_t *mutex = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (count == 2) {
    pthread_mutexattr_t how;
    pthread_mutexattr_init(&how);
    pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(mutex, &how);
    pthread_mutex_lock(mutex);
    int ends[2];
    pipe(ends);
    say("ready\\n");
    read(ends[0], ends, 1);
  }
  say("ready\\n");
  pthread_mutex_lock(mutex);
}`;

const scene: Scene = {
  title: 'the owner of a shared mutex is in a pid namespace and reads its own pipe',
  shows: ['mutex', 'pipe-read'],
  with: ['C', 'unshare'],
  needs: ['gcc', 'unshare'],
  root: true,
  async make(stage) {
    const file = `${stage.dir}/shared`;
    const outer = await stage.c(source, {
      name: 'owner',
      args: [file],
      through: ['unshare', '--pid', '--fork', '--kill-child'],
    });
    const owner = await stage.until('the owner', () => stage.children(outer.pid)[0]);
    await stage.asleep(owner, ['read']);
    const waiter = await stage.c(source, { name: 'waiter', args: [file, 'want'] });
    await stage.asleep(waiter.pid, ['futex']);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: owner, kind: 'pipe-read' }],
      statuses: { [waiter.pid]: 'stuck', [owner]: 'stuck' },
      edges: [{ from: waiter.pid, to: owner, kind: 'mutex', certain: true }],
    };
  },
};

export default scene;
