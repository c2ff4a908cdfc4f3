/** The leader has exited and shows as a zombie; the process lives on in a thread, and that hangs. */
import type { Scene } from '../scene.ts';

const source = `
static void *hangs(void *unused) {
  int ends[2];
  char byte;
  pipe(ends);
  read(ends[0], &byte, 1);
}
int main(void) {
  pid_t child = fork();
  if (child == 0) {
    pthread_t thread;
    pthread_create(&thread, NULL, hangs, NULL);
    pthread_exit(NULL);
  }
  say("child %d\\nready\\n", child);
  waitpid(child, NULL, 0);
}`;

const scene: Scene = {
  title: 'a leader has exited, its other thread reads from a pipe of its own',
  shows: ['child-exit', 'pipe-read', 'zombie'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source);
    const child = Number(await parent.line('child'));
    await stage.inState(child, 'Z');
    const thread = await stage.until('the thread', () => stage.threads(child).find((tid) => tid !== child));
    await stage.asleep(child, ['read'], thread);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: child, kind: 'pipe-read', victims: [parent.pid] }],
      statuses: { [child]: 'stuck', [parent.pid]: 'stuck' },
      edges: [{ from: parent.pid, to: child, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
