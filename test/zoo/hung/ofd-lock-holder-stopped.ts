/** Locks of an open file description: /proc/locks prints -1 for whoever has or wants one. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  int file = open(args[1], O_RDWR | O_CREAT, 0600);
  struct flock lock = {.l_type = F_WRLCK};
  if (count > 2) say("ready\\n");
  fcntl(file, F_OFD_SETLKW, &lock);
  say("ready\\n");
  sleep(3600);
}`;

const scene: Scene = {
  title: 'the holder of an OFD lock is stopped',
  shows: ['file-lock', 'stopped'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const file = `${stage.dir}/records`;
    const holder = await stage.c(source, { name: 'holder', args: [file] });
    await stop(stage, holder.pid);
    const waiter = await stage.c(source, { name: 'waiter', args: [file, 'wait'] });
    await stage.asleep(waiter.pid, ['fcntl']);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'stopped', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
