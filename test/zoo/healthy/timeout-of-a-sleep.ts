/** timeout(1) gives its child a minute, and the child needs fifty seconds. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
echo ready
timeout 60 sleep 50
exit
`;

const scene: Scene = {
  title: 'timeout waits for a command that sleeps',
  shows: ['signal', 'child-exit', 'sleep'],
  with: ['coreutils'],
  async make(stage) {
    const { pid } = await stage.bash(source);
    await stage.asleep(pid, ['wait4']);
    return restingTree(stage, pid);
  },
};

export default scene;
