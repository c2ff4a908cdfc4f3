/** A shell waits for a command that somebody has stopped. */
import { stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a script waits for a stopped command',
  shows: ['child-exit', 'stopped'],
  with: ['bash', 'coreutils'],
  async make(stage) {
    const bash = await stage.bash('echo ready\nsleep 3600\necho done\n');
    const child = await stage.until('the command', () => stage.children(bash.pid)[0]);
    await stage.asleep(child, ['clock_nanosleep', 'nanosleep']);
    await stop(stage, child);
    return {
      ask: stage.dir,
      rootCauses: [{ pid: child, kind: 'stopped', victims: [bash.pid] }],
      statuses: { [bash.pid]: 'stuck', [child]: 'stuck' },
      edges: [{ from: bash.pid, to: child, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
