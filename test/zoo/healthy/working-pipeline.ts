/** A pipeline in which bytes move all the time, though each of its programs sleeps most of it. */
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a pipeline moves a line every tenth of a second',
  shows: ['pipe-read', 'sleep'],
  with: ['bash', 'coreutils'],
  needs: ['bash', 'cat', 'sleep'],
  async make(stage) {
    const { pid } = await stage.bash(
      `(while sleep 0.1; do echo line; done) | cat >/dev/null & echo ready; wait`,
    );
    const children = await stage.until('both', () => {
      const found = stage.children(pid);
      return found.length === 2 && found;
    });
    return { ask: [pid, ...children], statuses: { [pid]: ['idle', 'waiting', 'running'] } };
  },
};

export default scene;
