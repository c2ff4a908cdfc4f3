/** A signal-safe self-pipe that is filled and never read: its only read end is the writer's own. */
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  int ends[2];
  pipe(ends);
  say("ready\\n");
  for (;;) write(ends[1], "x", 1);
}`;

const scene: Scene = {
  title: 'fills a pipe whose only read end is its own',
  shows: ['pipe-write'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const program = await stage.c(source);
    await stage.asleep(program.pid, ['write']);
    return { ask: [program.pid], rootCauses: [{ pid: program.pid, kind: 'pipe-write', victims: [] }] };
  },
};

export default scene;
