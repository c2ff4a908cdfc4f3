/** A vfork child waits for a record lock before its exec; the holder sleeps. */
import type { Scene } from '../scene.ts';

const holder = `
int main(int count, char **args) {
  struct flock lock = {.l_type = F_WRLCK};
  fcntl(open(args[1], O_RDWR | O_CREAT, 0600), F_SETLKW, &lock);
  say("ready\\n");
  sleep(3600);
}`;

const source = `
int main(int count, char **args) {
  struct flock lock = {.l_type = F_WRLCK};
  int file = open(args[1], O_RDWR);
  say("ready\\n");
  if (vfork() == 0) {
    fcntl(file, F_SETLKW, &lock);
    _exit(0);
  }
}`;

const scene: Scene = {
  title: 'a vfork child wants a lock before it executes',
  shows: ['vfork', 'file-lock', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const keeps = await stage.c(holder, { name: 'holder', args: [file] });
    const parent = await stage.c(source, { args: [file] });
    await stage.inState(parent.pid, 'D');
    const child = await stage.until('the child', () => stage.children(parent.pid)[0]);
    await stage.asleep(child, ['fcntl']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: keeps.pid, kind: 'sleep', victims: [parent.pid, child] }],
      edges: [
        { from: parent.pid, to: child, kind: 'vfork', certain: true },
        { from: child, to: keeps.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
