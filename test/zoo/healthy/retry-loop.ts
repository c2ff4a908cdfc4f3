/** Something is not there yet; the script looks every tenth of a second. */
import type { Scene } from '../scene.ts';

const source = `
echo ready
until [ -e there ]; do sleep 0.1; done
`;

const scene: Scene = {
  title: 'a script retries in short sleeps',
  shows: ['sleep'],
  with: ['bash', 'coreutils'],
  async make(stage) {
    const { pid } = await stage.bash(source);
    await stage.asleep(pid, ['wait4']);
    // the sleep of this moment is another one a moment later
    return { ask: [pid], statuses: { [pid]: ['idle', 'running', 'waiting'] } };
  },
};

export default scene;
