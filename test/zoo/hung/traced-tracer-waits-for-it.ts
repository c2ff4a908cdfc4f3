/** A debugger waits for its target without having let it go on: the target stays the root. */
import type { Scene } from '../scene.ts';
import { attach } from '../tracer.ts';

const scene: Scene = {
  title: 'a tracer forgot to continue its target, and waits for it',
  shows: ['traced', 'child-exit'],
  with: ['C', 'coreutils'],
  needs: ['gcc'],
  async make(stage) {
    const target = await stage.start(['sleep', '3600'], { ready: null });
    await stage.asleep(target.pid, ['clock_nanosleep', 'nanosleep']);
    const tracer = await attach(stage, target.pid, 'waitpid(target, &status, __WALL);');
    await stage.asleep(tracer.pid, ['wait4']);
    return {
      ask: [target.pid],
      rootCauses: [{ pid: target.pid, kind: 'traced' }],
      statuses: { [target.pid]: 'stuck' },
      edges: [{ from: target.pid, to: tracer.pid, kind: 'traced', certain: true }],
    };
  },
};

export default scene;
