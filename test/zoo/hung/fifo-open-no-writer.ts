/** A script waits for a background `cat` that waits for somebody to open the other end of a fifo. */
import type { Scene } from '../scene.ts';

const source = `
mkfifo "$1"
cat "$1" &
echo ready
wait
`;

const scene: Scene = {
  title: 'a script waits for its child, which opens a fifo that nobody opens for writing',
  shows: ['child-exit', 'fifo-open'],
  with: ['bash', 'coreutils'],
  async make(stage) {
    const bash = await stage.bash(source, { args: [`${stage.dir}/fifo`] });
    const cat = await stage.until('cat', () => stage.children(bash.pid)[0]);
    await stage.asleep(cat, ['openat', 'open']);
    await stage.asleep(bash.pid, ['wait4']);
    return {
      ask: [bash.pid],
      rootCauses: [{ pid: cat, kind: 'fifo-open', victims: [bash.pid] }],
      statuses: { [bash.pid]: 'stuck', [cat]: 'stuck' },
      edges: [{ from: bash.pid, to: cat, kind: 'child-exit', certain: true }],
    };
  },
};

export default scene;
