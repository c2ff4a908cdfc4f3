/** A read of an eventfd that no other thread and no other process could add to. */
import type { Scene } from '../scene.ts';

const source = `
#include <sys/eventfd.h>
int main(void) {
  uint64_t count;
  int fd = eventfd(0, EFD_CLOEXEC);
  say("ready\\n");
  read(fd, &count, sizeof count);
}`;

const scene: Scene = {
  title: 'reads from an eventfd that only it has',
  shows: ['eventfd'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['read']);
    return { ask: [pid], rootCauses: [{ pid, kind: 'eventfd', victims: [] }], statuses: { [pid]: 'stuck' } };
  },
};

export default scene;
