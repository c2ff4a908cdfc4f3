/** An eventfd that counts; the child that is to post it wants a lock, which a watcher of files has and never gives back. */
import type { Scene } from '../scene.ts';

const watcher = `
#include <sys/inotify.h>
int main(int count, char **args) {
  struct flock all = {.l_type = F_WRLCK};
  char text[4096];
  fcntl(open(args[1], O_RDWR | O_CREAT, 0600), F_SETLKW, &all);
  int watch = inotify_init();
  inotify_add_watch(watch, args[2], IN_CREATE);
  say("ready\\n");
  read(watch, text, sizeof text);
}`;

const source = `
#include <sys/eventfd.h>
int main(int count, char **args) {
  int event = eventfd(0, EFD_SEMAPHORE);
  uint64_t one = 1;
  pid_t child = fork();
  if (child == 0) {
    struct flock all = {.l_type = F_WRLCK};
    fcntl(open(args[1], O_RDWR), F_SETLKW, &all);
    write(event, &one, sizeof one);
    pause();
  }
  say("ready %d\\n", child);
  read(event, &one, sizeof one);
}`;

const scene: Scene = {
  title: 'a counting eventfd that a child posts, once it has a lock that a watcher of files holds',
  shows: ['eventfd', 'file-lock', 'inotify'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await stage.c(watcher, { name: 'watcher', args: [file, '/proc'] });
    await stage.asleep(holder.pid, ['read']);
    const parent = await stage.c(source, { name: 'parent', args: [file] });
    const child = Number(await parent.line('ready'));
    await stage.asleep(child, ['fcntl']);
    await stage.asleep(parent.pid, ['read']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: holder.pid, kind: 'inotify', victims: [parent.pid, child] }],
      edges: [
        { from: parent.pid, to: child, kind: 'eventfd', certain: true },
        { from: child, to: holder.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
