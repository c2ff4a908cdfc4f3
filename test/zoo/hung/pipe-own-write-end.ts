/** A Python program reads from a pipe of its own. */
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'reads from a pipe whose only write end is its own',
  shows: ['pipe-read'],
  with: ['Python'],
  async make(stage) {
    const python = await stage.python(
      `import os\nreads, writes = os.pipe()\nprint('ready')\nos.read(reads, 1)\n`,
    );
    await stage.asleep(python.pid, ['read']);
    return {
      ask: [python.pid],
      rootCauses: [{ pid: python.pid, kind: 'pipe-read', victims: [] }],
      statuses: { [python.pid]: 'stuck' },
    };
  },
};

export default scene;
