/** A privileged helper on a socketpair (man 2 socketpair), and a parent that has nothing for it before its next round. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  int ends[2];
  char order;
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  if (fork() == 0) {
    close(ends[0]);
    while (read(ends[1], &order, 1) > 0) { }
    _exit(0);
  }
  close(ends[1]);
  say("ready\\n");
  for (;;) sleep(60);
}
`;

const scene: Scene = {
  title: 'a helper waits for orders from a parent that sleeps',
  shows: ['unix-receive', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    const helper = await stage.until('the helper', () => stage.children(pid)[0]);
    await stage.asleep(helper, ['read']);
    return restingTree(stage, pid);
  },
};

export default scene;
