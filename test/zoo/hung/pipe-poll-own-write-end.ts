/** poll(2) on one descriptor is a plain wait in disguise: here a read from a pipe that only the poller can write. */
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  int ends[2];
  pipe(ends);
  struct pollfd set = {.fd = ends[0], .events = POLLIN};
  say("ready\\n");
  poll(&set, 1, -1);
}`;

const scene: Scene = {
  title: 'polls a pipe whose only write end is its own',
  shows: ['pipe-read', 'poll'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const program = await stage.c(source);
    await stage.asleep(program.pid, ['poll', 'ppoll']);
    return { ask: [program.pid], rootCauses: [{ pid: program.pid, kind: 'pipe-read', victims: [] }] };
  },
};

export default scene;
