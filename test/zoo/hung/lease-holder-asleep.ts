/** open(2) waits until the holder of a lease gives it back; this one ignores the signal that asks it to. */
import type { Scene } from '../scene.ts';

const source = `
int main(int count, char **args) {
  int file = open(args[1], O_RDWR | O_CREAT, 0600);
  signal(SIGIO, SIG_IGN);
  if (fcntl(file, F_SETLEASE, F_WRLCK) != 0) { say("refused %s\\n", strerror(errno)); return 1; }
  say("ready\\n");
  sleep(3600);
}`;

const scene: Scene = {
  title: 'opening a file waits for the holder of a lease, which sleeps',
  shows: ['file-lock', 'sleep'],
  with: ['C', 'coreutils'],
  needs: ['gcc'],
  async make(stage) {
    const file = `${stage.dir}/leased`;
    const holder = await stage.c(source, { name: 'holder', args: [file] });
    const waiter = await stage.start(['cat', file], { ready: null });
    await stage.asleep(waiter.pid, ['openat', 'open']);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
