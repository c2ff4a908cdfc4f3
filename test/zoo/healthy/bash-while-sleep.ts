/** A watchdog of one line. */
import type { Scene } from '../scene.ts';

const source = `
echo ready
while true; do date > last; sleep 1; done
`;

const scene: Scene = {
  title: 'a shell loop sleeps between two turns',
  shows: ['child-exit', 'sleep'],
  with: ['bash', 'coreutils'],
  async make(stage) {
    const { pid } = await stage.bash(source);
    await stage.asleep(pid, ['wait4']);
    // the sleep of this moment is another one a moment later
    return { ask: [pid], statuses: { [pid]: ['idle', 'running', 'waiting'] } };
  },
};

export default scene;
