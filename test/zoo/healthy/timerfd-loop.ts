/** A daemon that does something every minute. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <sys/timerfd.h>
int main(void) {
  struct itimerspec every = {{60, 0}, {60, 0}};
  uint64_t times;
  int timer = timerfd_create(CLOCK_MONOTONIC, 0);
  timerfd_settime(timer, 0, &every, NULL);
  say("ready\\n");
  while (read(timer, &times, sizeof times) > 0) { }
}`;

const scene: Scene = {
  title: 'a daemon reads its timerfd',
  shows: ['timer'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['read']);
    return restingTree(stage, pid);
  },
};

export default scene;
