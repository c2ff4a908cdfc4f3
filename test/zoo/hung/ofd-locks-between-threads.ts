/** Two threads of one process lock two ranges of a file, each through its own open file description, crosswise. */
import type { Scene } from '../scene.ts';

const source = `
static char *path;
static int want(int file, int at) {
  struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 10};
  return fcntl(file, F_OFD_SETLKW, &range);
}
static void both(int first, int second, int pause) {
  int file = open(path, O_RDWR | O_CREAT, 0600);
  want(file, first);
  usleep(pause);
  want(file, second);
}
static void *other(void *unused) { both(100, 0, 400000); return NULL; }
int main(int count, char **args) {
  pthread_t thread;
  path = args[1];
  pthread_create(&thread, NULL, other, NULL);
  say("ready\\n");
  both(0, 100, 200000);
}`;

const scene: Scene = {
  title: 'two threads lock two ranges of one file crosswise, through descriptions of their own',
  shows: ['file-lock'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { pid } = await stage.c(source, { args: [`${stage.dir}/file`] });
    const thread = await stage.until('the thread', () => stage.threads(pid).find((tid) => tid !== pid));
    await stage.asleep(pid, ['fcntl']);
    await stage.asleep(pid, ['fcntl'], thread);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'file-lock', cycle: [pid], victims: [] }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
