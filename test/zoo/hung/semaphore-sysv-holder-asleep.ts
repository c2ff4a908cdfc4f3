/** A System V semaphore: who took it last sleeps. */
import { heldSemaphore } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'the holder of a System V semaphore sleeps',
  shows: ['semaphore', 'sleep'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { take } = await heldSemaphore(stage);
    const holder = await take('holder', '0', 'sleep');
    await stage.asleep(holder.pid, ['clock_nanosleep', 'nanosleep']);
    const waiter = await take('waiter', '0', 'sleep');
    await stage.asleep(waiter.pid, ['semop', 'semtimedop']);
    return {
      ask: [waiter.pid],
      rootCauses: [{ pid: holder.pid, kind: 'sleep', victims: [waiter.pid] }],
      edges: [{ from: waiter.pid, to: holder.pid, kind: 'semaphore' }],
    };
  },
};

export default scene;
