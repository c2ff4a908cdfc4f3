/** A vfork child shares its parent's descriptors, and reads from a pipe that only the two of them could write. */
import type { Scene } from '../scene.ts';

const source = `
int main(void) {
  int ends[2];
  char byte;
  pipe(ends);
  say("ready\\n");
  if (vfork() == 0) {
    usleep(300000);
    read(ends[0], &byte, 1);
    _exit(0);
  }
}`;

const scene: Scene = {
  title: 'parent in vfork, child before its exec reads what only the parent could write',
  shows: ['vfork', 'pipe-read'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const parent = await stage.c(source);
    await stage.inState(parent.pid, 'D');
    const child = await stage.until('the child', () => stage.children(parent.pid)[0]);
    await stage.asleep(child, ['read']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: parent.pid, kind: 'vfork', cycle: [parent.pid, child] }],
      edges: [
        { from: parent.pid, to: child, kind: 'vfork', certain: true },
        { from: child, to: parent.pid, kind: 'pipe-read', certain: true },
      ],
    };
  },
};

export default scene;
