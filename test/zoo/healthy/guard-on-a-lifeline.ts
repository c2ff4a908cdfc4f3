/** A child whose whole work is to notice the end of its parent: it reads a pipe whose write end the parent keeps and never uses. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  int ends[2];
  char nothing;
  pipe(ends);
  if (fork() == 0) {
    close(ends[1]);
    read(ends[0], &nothing, 1);
    _exit(0);
  }
  close(ends[0]);
  say("ready\\n");
  for (;;) sleep(60);
}
`;

const scene: Scene = {
  title: 'a guard waits for the end of its parent, which sleeps',
  shows: ['pipe-read', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    const guard = await stage.until('the guard', () => stage.children(pid)[0]);
    await stage.asleep(guard, ['read']);
    return restingTree(stage, pid);
  },
};

export default scene;
