/** Node has started a command and reads its output in its loop; the command opens a fifo. */
import type { Scene } from '../scene.ts';

const scene: Scene = {
  title: 'a command that Node has started opens a fifo, and nobody else will speak',
  shows: ['poll', 'fifo-open'],
  with: ['Node'],
  needs: ['cat'],
  async make(stage) {
    const fifo = `${stage.dir}/fifo`;
    await stage.run(['mkfifo', fifo]);
    const source = `
const { spawn } = require('node:child_process');
const child = spawn('cat', [process.argv[2]]);
child.stdout.on('data', () => undefined);
child.on('close', () => console.log('done'));
console.log('ready ' + child.pid);
`;
    const { pid, line } = await stage.node(source, { args: [fifo] });
    const cat = Number(await line('ready'));
    await stage.asleep(cat, ['open', 'openat']);
    return {
      ask: [pid],
      rootCauses: [{ pid: cat, kind: 'fifo-open', victims: [pid] }],
      statuses: { [pid]: 'stuck' },
    };
  },
};

export default scene;
