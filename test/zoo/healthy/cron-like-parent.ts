/** A scheduler in wait for a job that sleeps until its hour. */
import { restingTree } from '../rest.ts';
import type { Scene } from '../scene.ts';

const source = `
echo ready
sleep 3600
exit
`;

const scene: Scene = {
  title: 'a parent waits for a child that sleeps for an hour',
  shows: ['child-exit', 'sleep'],
  with: ['bash', 'coreutils'],
  async make(stage) {
    const { pid } = await stage.bash(source);
    await stage.asleep(pid, ['wait4']);
    return restingTree(stage, pid);
  },
};

export default scene;
