/** Two mutexes in a file that two processes map, each at an address of its own choosing. */
import type { Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  int file = open(args[1], O_RDWR | O_CREAT, 0600), mine = atoi(args[2]);
  char go;
  ftruncate(file, 4096);
  mmap(NULL, 4096 * (1 + 7 * mine), PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  pthread_mutex_t *mutexes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  pthread_mutexattr_t how;
  pthread_mutexattr_init(&how);
  pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&mutexes[mine], &how);
  pthread_mutex_lock(&mutexes[mine]);
  say("ready\\n");
  read(0, &go, 1);
  pthread_mutex_lock(&mutexes[!mine]);
}`;

const scene: Scene = {
  title: 'two processes take two shared mutexes in opposite order',
  shows: ['mutex'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const file = `${stage.dir}/shared`;
    const first = await stage.c(source, { name: 'first', args: [file, '0'], stdin: 'pipe' });
    const second = await stage.c(source, { name: 'second', args: [file, '1'], stdin: 'pipe' });
    first.write('x');
    await stage.asleep(first.pid, ['futex']);
    await new Promise((resolve) => setTimeout(resolve, 200));
    second.write('x');
    await stage.asleep(second.pid, ['futex']);
    return {
      ask: [second.pid],
      rootCauses: [{ pid: first.pid, kind: 'mutex', cycle: [first.pid, second.pid] }],
      edges: [
        { from: first.pid, to: second.pid, kind: 'mutex', certain: true },
        { from: second.pid, to: first.pid, kind: 'mutex', certain: true },
      ],
    };
  },
};

export default scene;
