/** A debugger has stopped its target and hangs itself, on a pipe of its own. */
import type { Scene } from '../scene.ts';
import { attach } from '../tracer.ts';

const scene: Scene = {
  title: 'the tracer of a stopped process hangs by itself',
  shows: ['traced', 'pipe-read'],
  with: ['C', 'coreutils'],
  needs: ['gcc'],
  async make(stage) {
    const target = await stage.start(['sleep', '3600'], { ready: null });
    await stage.asleep(target.pid, ['clock_nanosleep', 'nanosleep']);
    const tracer = await attach(
      stage,
      target.pid,
      'int ends[2]; char byte; pipe(ends); read(ends[0], &byte, 1);',
    );
    await stage.asleep(tracer.pid, ['read']);
    return {
      ask: [target.pid],
      rootCauses: [{ pid: tracer.pid, kind: 'pipe-read', victims: [target.pid] }],
      edges: [{ from: target.pid, to: tracer.pid, kind: 'traced', certain: true }],
    };
  },
};

export default scene;
