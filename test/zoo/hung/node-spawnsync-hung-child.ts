/** Node's spawnSync blocks the event loop until its child ends; the child wants a lock that a stopped process holds. */
import { holdsFlock, stop } from '../props.ts';
import type { Scene } from '../scene.ts';

const source = `
const { spawnSync } = require('node:child_process');
console.log('ready');
spawnSync('flock', [process.argv[2], 'true']);
`;

const scene: Scene = {
  title: 'spawnSync waits for flock(1), which waits for a stopped process',
  shows: ['file-lock', 'stopped'],
  with: ['Node', 'flock', 'Perl'],
  needs: ['flock'],
  async make(stage) {
    const file = `${stage.dir}/lock`;
    const holder = await holdsFlock(stage, file);
    await stop(stage, holder.pid);
    const parent = await stage.node(source, { args: [file] });
    const child = await stage.until('the child', () => stage.children(parent.pid)[0]);
    await stage.asleep(child, ['flock']);
    return {
      ask: [parent.pid],
      rootCauses: [{ pid: holder.pid, kind: 'stopped' }],
      // A loop of its own with a signal pipe and the child's streams: it leads to the child, though not by wait4.
      statuses: { [child]: 'stuck', [holder.pid]: 'stuck', [parent.pid]: ['stuck', 'suspect', 'waiting'] },
      edges: [{ from: child, to: holder.pid, kind: 'file-lock', certain: true }],
    };
  },
};

export default scene;
