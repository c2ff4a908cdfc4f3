/** A parent waits for either of two children: one hangs, the other gets on, so the parent does too. */
import type { Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  pid_t hung = fork();
  if (hung == 0) {
    int ends[2];
    char byte;
    pipe(ends);
    read(ends[0], &byte, 1);
  }
  pid_t works = fork();
  if (works == 0) {
    int file = open(args[1], O_WRONLY | O_CREAT, 0600);
    for (volatile long done = 0;; done++)
      if (done % 1000000 == 0) {
        write(file, "step\\n", 5);
        usleep(5000);
      }
  }
  say("hung %d\\nworks %d\\nready\\n", hung, works);
  wait(NULL);
}`;

const scene: Scene = {
  title: 'of two children one hangs and one works: the parent waits for either',
  shows: ['child-exit', 'pipe-read'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source, { args: [`${stage.dir}/steps`] });
    const hung = Number(await parent.line('hung'));
    const works = Number(await parent.line('works'));
    await stage.asleep(hung, ['read']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: hung, kind: 'pipe-read', victims: [] }],
      statuses: { [parent.pid]: 'waiting', [works]: 'running' },
    };
  },
};

export default scene;
