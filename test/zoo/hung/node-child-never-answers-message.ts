/** A child of Node is asked over its channel of messages; it has called a command without its loop, and that one wants a lock. */
import { writeFileSync } from 'node:fs';
import { holdsFlock } from '../props.ts';
import type { Scene } from '../scene.ts';

const parent = `
const { fork } = require('node:child_process');
const child = fork(process.argv[2], [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
child.on('message', () => process.exit(0));
child.send('question');
console.log('ready ' + child.pid);
`;

const worker = `
process.on('message', () => {
  require('node:child_process').spawnSync('flock', [process.env.LOCK, 'true']);
  process.send('answer');
});
`;

const scene: Scene = {
  title: 'a child of Node is in spawnSync of a command that wants a lock, its parent waits for a message',
  shows: ['poll', 'file-lock', 'sleep'],
  with: ['Node', 'flock', 'Perl'],
  needs: ['flock', 'perl'],
  async make(stage) {
    const lock = `${stage.dir}/lock`;
    const file = `${stage.dir}/worker.cjs`;
    writeFileSync(file, worker);
    const holder = await holdsFlock(stage, lock);
    const { line } = await stage.node(parent, { name: 'parent', args: [file], env: { LOCK: lock } });
    const child = Number(await line('ready'));
    const flock = await stage.until('flock', () => stage.children(child)[0]);
    await stage.asleep(flock, ['flock']);
    return {
      ask: [child],
      rootCauses: [{ pid: holder.pid, kind: 'sleep' }],
      statuses: { [child]: 'stuck', [flock]: 'stuck' },
      edges: [{ from: flock, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
