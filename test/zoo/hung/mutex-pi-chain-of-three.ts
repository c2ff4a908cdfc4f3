/** Three processes in a row at two mutexes with priority inheritance; the kernel itself knows their owners. */
import type { Program, Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  int file = open(args[1], O_RDWR | O_CREAT, 0600), has = atoi(args[2]), wants = atoi(args[3]);
  ftruncate(file, 4096);
  pthread_mutex_t *mutexes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (has == 1) {
    pthread_mutexattr_t how;
    pthread_mutexattr_init(&how);
    pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setprotocol(&how, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&mutexes[0], &how);
    pthread_mutex_init(&mutexes[1], &how);
  }
  if (has >= 0) pthread_mutex_lock(&mutexes[has]);
  say("ready\\n");
  if (wants >= 0) pthread_mutex_lock(&mutexes[wants]);
  for (;;) sleep(3600);
}`;

const scene: Scene = {
  title: 'a chain over two priority-inheriting mutexes',
  shows: ['mutex', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const file = `${stage.dir}/shared`;
    const start = (name: string, has: number, wants: number): Promise<Program> =>
      stage.c(source, { name, args: [file, String(has), String(wants)] });
    const end = await start('end', 1, -1);
    const middle = await start('middle', 0, 1);
    await stage.asleep(middle.pid, ['futex']);
    const first = await start('first', -1, 0);
    await stage.asleep(first.pid, ['futex']);
    return {
      ask: [first.pid],
      rootCauses: [{ pid: end.pid, kind: 'sleep', victims: [first.pid, middle.pid] }],
      edges: [
        { from: first.pid, to: middle.pid, kind: 'mutex', certain: true },
        { from: middle.pid, to: end.pid, kind: 'mutex', certain: true },
      ],
    };
  },
};

export default scene;
