/** A thread that has a read lock asks for the write lock too; no other thread is there to end that. */
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
  pthread_rwlock_rdlock(&lock);
  say("ready\\n");
  pthread_rwlock_wrlock(&lock);
}`;

const scene: Scene = {
  title: 'a single thread upgrades its read lock to a write lock',
  shows: ['futex'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['futex']);
    return { ask: [pid], rootCauses: [{ pid, kind: 'futex', victims: [] }], statuses: { [pid]: 'stuck' } };
  },
};

export default scene;
