/** Fifty children of one parent want a record lock; one of them has it, and is stopped. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  for (int number = 0; number < 50; number++) {
    int ends[2];
    char byte;
    pipe(ends);
    pid_t child = fork();
    if (child == 0) {
      int file = open(args[1], O_RDWR | O_CREAT, 0600);
      struct flock lock = {.l_type = F_WRLCK};
      close(ends[0]);
      if (number == 0) {
        fcntl(file, F_SETLKW, &lock);
        close(ends[1]);
        for (;;) sleep(3600);
      }
      close(ends[1]);
      fcntl(file, F_SETLKW, &lock);
      _exit(0);
    }
    close(ends[1]);
    read(ends[0], &byte, 1);
    close(ends[0]);
    if (number == 0) say("holder %d\\n", child);
  }
  say("ready\\n");
  while (wait(NULL) > 0) { }
}`;

const scene: Scene = {
  title: 'forty-nine workers wait for the one that holds the lock, which is stopped',
  shows: ['child-exit', 'file-lock', 'stopped'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source, { args: [`${stage.dir}/lock`] });
    const holder = Number(await parent.line('holder'));
    await stop(stage, holder);
    const workers = stage.children(parent.pid).filter((pid) => pid !== holder);
    for (const worker of workers) await stage.asleep(worker, ['fcntl']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: holder, kind: 'stopped', victims: [parent.pid, ...workers] }],
      statuses: Object.fromEntries(workers.map((pid) => [pid, 'stuck'])),
      edges: workers.map((from) => ({ from, to: holder, kind: 'file-lock' })),
    };
  },
};

export default scene;
