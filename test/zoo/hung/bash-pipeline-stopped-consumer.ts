/** A pipeline whose last member is stopped: the first fills the pipe, the shell waits for both. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
echo ready
yes | sleep 3600
`;

const scene: Scene = {
  title: 'the consumer of a pipeline is stopped',
  shows: ['child-exit', 'pipe-write', 'stopped'],
  with: ['bash', 'coreutils'],
  async make(stage) {
    const bash = await stage.bash(source);
    const [producer, consumer] = await stage.until('the pipeline', () => {
      const [one, two] = stage.children(bash.pid);
      return one !== undefined && two !== undefined && ([one, two] as const);
    });
    await stage.asleep(producer, ['write']);
    await stage.asleep(consumer, ['clock_nanosleep', 'nanosleep']);
    await stop(stage, consumer);
    return {
      ask: [bash.pid],
      rootCauses: [{ pid: consumer, kind: 'stopped', victims: [bash.pid, producer] }],
      edges: [
        { from: bash.pid, to: producer, kind: 'child-exit', certain: false },
        { from: bash.pid, to: consumer, kind: 'child-exit', certain: false },
        { from: producer, to: consumer, kind: 'pipe-write', certain: true },
      ],
    };
  },
};

export default scene;
