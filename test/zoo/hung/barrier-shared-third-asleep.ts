/** A barrier for three in shared memory: two have come, the third sleeps. */
import type { Program, Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  int file = open(args[1], O_RDWR | O_CREAT, 0600);
  ftruncate(file, 4096);
  pthread_barrier_t *barrier = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (args[2][0] == 's') {
    pthread_barrierattr_t how;
    pthread_barrierattr_init(&how);
    pthread_barrierattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
    pthread_barrier_init(barrier, &how, 3);
  }
  say("ready\\n");
  if (args[2][0] == 's') for (;;) sleep(3600);
  pthread_barrier_wait(barrier);
}`;

const scene: Scene = {
  title: 'two of three at a barrier in shared memory, the third sleeps',
  shows: ['futex', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const start = (name: string, how: string): Promise<Program> =>
      stage.c(source, { name, args: [`${stage.dir}/shared`, how] });
    const sleeper = await start('sleeper', 'sleep');
    const one = await start('one', 'wait');
    const other = await start('other', 'wait');
    await stage.asleep(one.pid, ['futex']);
    await stage.asleep(other.pid, ['futex']);
    return {
      ask: [one.pid],
      rootCauses: [{ pid: sleeper.pid, kind: 'sleep' }],
      edges: [{ from: one.pid, to: sleeper.pid, kind: 'futex', certain: false }],
      statuses: { [one.pid]: 'stuck', [other.pid]: 'stuck' },
    };
  },
};

export default scene;
