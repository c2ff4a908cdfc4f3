/** OFD locks are not checked for deadlocks by the kernel: two processes take two files in opposite order. */
import type { Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  struct flock lock = {.l_type = F_WRLCK};
  char go;
  fcntl(open(args[1], O_RDWR | O_CREAT, 0600), F_OFD_SETLKW, &lock);
  say("ready\\n");
  read(0, &go, 1);
  fcntl(open(args[2], O_RDWR | O_CREAT, 0600), F_OFD_SETLKW, &lock);
}`;

const scene: Scene = {
  title: 'two processes take two OFD locks in opposite order',
  shows: ['file-lock'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const [one, two] = [`${stage.dir}/one`, `${stage.dir}/two`];
    const first = await stage.c(source, { name: 'first', args: [one, two], stdin: 'pipe' });
    const second = await stage.c(source, { name: 'second', args: [two, one], stdin: 'pipe' });
    first.write('x');
    await stage.asleep(first.pid, ['fcntl']);
    await new Promise((resolve) => setTimeout(resolve, 200));
    second.write('x');
    await stage.asleep(second.pid, ['fcntl']);
    return {
      ask: [first.pid],
      rootCauses: [{ pid: first.pid, kind: 'file-lock', cycle: [first.pid, second.pid] }],
      edges: [
        { from: first.pid, to: second.pid, kind: 'file-lock', certain: true },
        { from: second.pid, to: first.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
