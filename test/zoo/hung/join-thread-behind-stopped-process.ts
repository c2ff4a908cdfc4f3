/** The main thread joins one that wants a lock; another process has it, and is stopped. */
import { holdsFlock, stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
static void *wants(void *path) {
  flock(open(path, O_RDWR), LOCK_EX);
  return NULL;
}
int main(int count, char **args) {
  pthread_t thread;
  pthread_create(&thread, NULL, wants, args[1]);
  say("ready\\n");
  pthread_join(thread, NULL);
}`;

const scene: Scene = {
  title: 'a joined thread wants a lock whose holder is stopped',
  shows: ['thread-join', 'file-lock', 'stopped'],
  with: ['C', 'Perl'],
  needs: ['gcc'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    await stop(stage, holder.pid);
    const { pid } = await stage.c(source, { args: [file] });
    const thread = await stage.until('the thread', () => stage.threads(pid).find((tid) => tid !== pid));
    await stage.asleep(pid, ['flock'], thread);
    await stage.asleep(pid, ['futex']);
    return {
      ask: [pid],
      rootCauses: [{ pid: holder.pid, kind: 'stopped', victims: [pid] }],
      edges: [
        { from: pid, to: pid, kind: 'thread-join', certain: true },
        { from: pid, to: holder.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
