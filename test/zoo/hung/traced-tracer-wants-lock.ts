/** A debugger has stopped its target and then waits for a lock; the holder of that sleeps. */
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';
import { attach } from '../tracer.ts';

const scene: Scene = {
  title: 'the tracer of a stopped process waits for a lock',
  shows: ['traced', 'file-lock', 'sleep'],
  with: ['C', 'Perl', 'coreutils'],
  needs: ['gcc'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    const target = await stage.start(['sleep', '3600'], { ready: null });
    await stage.asleep(target.pid, ['clock_nanosleep', 'nanosleep']);
    const tracer = await attach(stage, target.pid, 'flock(open(args[2], O_RDWR), LOCK_EX);', [file]);
    await stage.asleep(tracer.pid, ['flock']);
    return {
      ask: [target.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [target.pid, tracer.pid] }],
      edges: [
        { from: target.pid, to: tracer.pid, kind: 'traced', certain: true },
        { from: tracer.pid, to: holder.pid, kind: 'file-lock', certain: true },
      ],
    };
  },
};

export default scene;
