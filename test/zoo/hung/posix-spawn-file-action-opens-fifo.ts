/** posix_spawn(3): the child opens what its file actions name before it executes, and the parent waits for that as in vfork. */
import type { Scene } from '../scene.ts';

const source = `
#include <spawn.h>
int main(int count, char **args) {
  posix_spawn_file_actions_t actions;
  char *command[] = {"true", NULL};
  pid_t child;
  mkfifo(args[1], 0600);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, args[1], O_WRONLY, 0);
  say("ready\\n");
  posix_spawnp(&child, "true", &actions, NULL, command, NULL);
}`;

const scene: Scene = {
  title: 'a child that is being spawned opens a fifo that nobody reads',
  shows: ['vfork', 'fifo-open'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source, { args: [`${stage.dir}/fifo`] });
    const child = await stage.until('the child', () => stage.children(pid)[0]);
    await stage.asleep(child, ['open', 'openat']);
    return {
      ask: [pid],
      rootCauses: [{ pid: child, kind: 'fifo-open', victims: [pid] }],
      edges: [{ from: pid, to: child, kind: 'vfork', certain: true }],
      statuses: { [pid]: 'stuck', [child]: 'stuck' },
    };
  },
};

export default scene;
