/** Two processes take two System V semaphores of a set in opposite order. */
import { heldSemaphore } from '../props.ts';
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'two processes take two System V semaphores in opposite order',
  shows: ['semaphore'],
  with: ['C'],
  needs: ['gcc'],
  async make(stage) {
    const { take } = await heldSemaphore(stage);
    const first = await take('first', '0', '1');
    const second = await take('second', '1', '0');
    await first.line('ready');
    await second.line('ready');
    first.write('x');
    await stage.asleep(first.pid, ['semop', 'semtimedop']);
    await new Promise((resolve) => setTimeout(resolve, 200));
    second.write('x');
    await stage.asleep(second.pid, ['semop', 'semtimedop']);
    return {
      ask: [first.pid, second.pid],
      rootCauses: [{ pid: first.pid, kind: 'semaphore', cycle: [first.pid, second.pid] }],
      edges: [
        { from: first.pid, to: second.pid, kind: 'semaphore' },
        { from: second.pid, to: first.pid, kind: 'semaphore' },
      ],
    };
  },
};

export default scene;
