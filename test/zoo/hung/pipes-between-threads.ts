/** Two threads of one process each read the pipe that the other should write. */
import type { Scene } from '../scene.ts';

const source = `
static int one[2], other[2];
static void *work(void *unused) {
  char byte;
  usleep(200000);
  read(other[0], &byte, 1);
  write(one[1], "x", 1);
  return NULL;
}
int main(void) {
  pthread_t thread;
  char byte;
  pipe(one);
  pipe(other);
  pthread_create(&thread, NULL, work, NULL);
  say("ready\\n");
  read(one[0], &byte, 1);
  write(other[1], "x", 1);
}`;

const scene: Scene = {
  title: 'two threads of one process wait for each other over two pipes of its own',
  shows: ['pipe-read'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const program = await stage.c(source);
    const thread = await stage.until('the thread', () =>
      stage.threads(program.pid).find((tid) => tid !== program.pid),
    );
    await stage.asleep(program.pid, ['read']);
    await stage.asleep(program.pid, ['read'], thread);
    return {
      ask: [program.pid],
      rootCauses: [{ pid: program.pid, kind: 'pipe-read', cycle: [program.pid], victims: [] }],
      statuses: { [program.pid]: 'stuck' },
    };
  },
};

export default scene;
