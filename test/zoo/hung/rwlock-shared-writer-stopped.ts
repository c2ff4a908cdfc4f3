/** A read-write lock in a file that two processes map; the writer is stopped. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  int file = open(args[1], O_RDWR | O_CREAT, 0600);
  ftruncate(file, 4096);
  pthread_rwlock_t *lock = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (count == 2) {
    pthread_rwlockattr_t how;
    pthread_rwlockattr_init(&how);
    pthread_rwlockattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
    pthread_rwlock_init(lock, &how);
    pthread_rwlock_wrlock(lock);
    say("ready\\n");
    sleep(3600);
  }
  say("ready\\n");
  pthread_rwlock_rdlock(lock);
}`;

const scene: Scene = {
  title: 'the writer of a shared read-write lock is stopped, a reader waits',
  shows: ['mutex', 'stopped'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const file = `${stage.dir}/shared`;
    const writer = await stage.c(source, { name: 'writer', args: [file] });
    await stop(stage, writer.pid);
    const reader = await stage.c(source, { name: 'reader', args: [file, 'read'] });
    await stage.asleep(reader.pid, ['futex']);
    return {
      ask: [reader.pid],
      rootCauses: [{ pid: writer.pid, kind: 'stopped', victims: [reader.pid] }],
      edges: [{ from: reader.pid, to: writer.pid, kind: 'mutex', certain: true }],
    };
  },
};

export default scene;
