/** A mutex with priority inheritance in shared memory: the kernel itself keeps its owner, who is stopped. */
import { stop } from '../props.ts';
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
    pthread_mutexattr_setprotocol(&how, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(mutex, &how);
    pthread_mutex_lock(mutex);
    say("ready\\n");
    sleep(3600);
  }
  say("ready\\n");
  pthread_mutex_lock(mutex);
}`;

const scene: Scene = {
  title: 'a priority-inheriting mutex in shared memory, its owner stopped',
  shows: ['mutex', 'stopped'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const file = `${stage.dir}/shared`;
    const holder = await stage.c(source, { name: 'holder', args: [file] });
    await stop(stage, holder.pid);
    const waiter = await stage.c(source, { name: 'waiter', args: [file, 'want'] });
    await stage.asleep(waiter.pid, ['futex']);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'stopped', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'mutex', certain: true }],
    };
  },
};

export default scene;
