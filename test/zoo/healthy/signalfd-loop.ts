/** A daemon whose only source of events is a signalfd. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
#include <sys/signalfd.h>
int main(void) {
  struct signalfd_siginfo what;
  sigset_t set;
  sigfillset(&set);
  sigprocmask(SIG_BLOCK, &set, NULL);
  int signals = signalfd(-1, &set, 0);
  say("ready\\n");
  while (read(signals, &what, sizeof what) > 0) { }
}`;

const scene: Scene = {
  title: 'a daemon reads its signalfd',
  shows: ['signal'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source);
    await stage.asleep(pid, ['read']);
    return restingTree(stage, pid);
  },
};

export default scene;
