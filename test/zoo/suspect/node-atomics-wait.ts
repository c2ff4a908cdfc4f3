/** Atomics.wait in Node's main thread, for a change that no other thread will make; V8's own threads stand beside it. */
import type { Scene } from '../scene.ts';

const source = `
console.log('ready');
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
`;

const scene: Scene = {
  title: 'Node waits for a word of shared memory that nobody else has',
  shows: ['futex'],
  with: ['Node'],
  async make(stage) {
    const { pid } = await stage.node(source);
    await stage.asleep(pid, ['futex']);
    return {
      ask: [pid],
      rootCauses: [{ pid, kind: 'futex' }],
      statuses: { [pid]: ['suspect', 'stuck'] },
    };
  },
};

export default scene;
