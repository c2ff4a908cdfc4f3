/** A parent reads an eventfd that it shares with its child, and the child is stopped. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <sys/eventfd.h>
int main(void) {
  uint64_t count = 0;
  int fd = eventfd(0, 0);
  pid_t child = fork();
  if (child == 0) {
    sleep(3600);
    write(fd, &count, sizeof count);
  }
  say("child %d\\nready\\n", child);
  read(fd, &count, sizeof count);
}`;

const scene: Scene = {
  title: 'the other holder of an eventfd is stopped',
  shows: ['eventfd', 'stopped'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source);
    const child = Number(await parent.line('child'));
    await stop(stage, child);
    await stage.asleep(parent.pid, ['read']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: 'stopped', victims: [parent.pid] }],
      edges: [{ from: parent.pid, to: child, kind: 'eventfd', certain: true }],
    };
  },
};

export default scene;
