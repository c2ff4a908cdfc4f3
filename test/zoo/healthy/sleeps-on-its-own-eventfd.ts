/** As run times sleep that have an eventfd for their signal handlers (Ruby): for ever, with a filter idle beside it. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <sys/eventfd.h>
static int event;
static void wake(int number) { write(event, &(uint64_t){1}, 8); }
int main(void) {
  struct sigaction action = {.sa_handler = wake};
  FILE *filter = popen("exec cat", "w");
  event = eventfd(0, EFD_CLOEXEC);
  sigaction(SIGCHLD, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  struct pollfd only = {.fd = event, .events = POLLIN};
  say("ready\\n");
  for (;;) poll(&only, 1, -1);
  return pclose(filter);
}
`;

const scene: Scene = {
  title:
    'a program sleeps on an eventfd that only its signal handlers write, and its filter has nothing to read',
  shows: ['eventfd', 'pipe-read'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    const filter = await stage.until('the filter', () => stage.children(pid)[0]);
    await stage.asleep(filter, ['read']);
    await stage.asleep(pid, ['poll', 'ppoll']);
    return restingTree(stage, pid);
  },
};

export default scene;
